import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { Project } from '../open/open-project.ts';
import { digestFile } from './digest-file.ts';
import { digestTree } from './digest-tree.ts';

/** What tells whether two trusses are the same, part by part: a part is built anew when its digest changed. All are sha256. */
export interface ProjectDigests {
  /** The config, the model's code and its packages. */
  readonly code: string;
  /** The locked environment; null where there is no lock. */
  readonly lock: string | null;
  /** The data files. */
  readonly weights: string;
}

/** Computes the digests of a truss. */
export async function digestProject({ directory, config, text }: Project): Promise<ProjectDigests> {
  const code = createHash('sha256').update(text);
  const parts = [config.model_module_dir, config.bundled_packages_dir, ...config.external_package_dirs];
  for (const part of parts) {
    code.update(`\0${part}\0${await digestTree(resolve(directory, part))}`);
  }
  const lockPath = join(directory, 'requirements.lock');
  const hasLock = (await stat(lockPath).catch(() => null)) !== null;
  return {
    code: code.digest('hex'),
    lock: hasLock ? await digestFile(lockPath) : null,
    weights: await digestTree(join(directory, config.data_dir)),
  };
}

// Packages that make the worker faster, one folder for each minor version of Python: a leaf of the tree of packages, which brings
// nothing else along. They lie outside of every environment, so that no lock has to tell of them and none of a model's own packages
// meets them: the worker takes the environment's where that has them, and keeps these to itself.
import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { makeDirectory } from '../../../system/files/make-directory.ts';
import { trussHome } from '../../home/truss-home.ts';
import { runUv } from '../uv/run-uv.ts';

/** Several times as fast as Python's own `json`. */
const PACKAGES = ['orjson'];

/** An index that is slow, or not there, must not be waited for: nothing depends on this. */
const PATIENCE_MS = 15_000;

const IMPATIENT = { UV_HTTP_TIMEOUT: '5', UV_HTTP_RETRIES: '0' };

/** What the packages are installed for. */
export interface WorkerPackagesOptions {
  /** The interpreter of an environment. */
  readonly python: string;
  /** `3.11.7`. */
  readonly version: string;
  /** Where uv looks for the user's uv.toml. */
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
}

/** The folder of the worker's packages for a Python of this version; null where there is none. */
export async function findWorkerPackages(version: string): Promise<string | null> {
  const folder = folderFor(version);
  return (await exists(folder)) ? folder : null;
}

/** Installs the packages where they are missing; gives their folder, or null where they cannot be had: the worker does without. */
export async function ensureWorkerPackages(options: WorkerPackagesOptions): Promise<string | null> {
  const { python, version, cwd, signal } = options;
  const folder = folderFor(version);
  if (await exists(folder)) return folder;
  const temporary = `${folder}.${randomBytes(3).toString('hex')}`;
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const args = ['pip', 'install', ...PACKAGES, '--no-deps', '--only-binary', ':all:'];
  try {
    await makeDirectory(temporary);
    const { status } = await runUv({
      args: [...args, '--python', python, '--target', temporary],
      cwd,
      env: IMPATIENT,
      signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    });
    if (status === 0) await rename(temporary, folder);
  } catch {
    // Whatever it was, such as no network, no space, or another command that was faster: the next environment tries again.
    signal?.throwIfAborted();
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
  return findWorkerPackages(version);
}

function folderFor(version: string): string {
  const [major, minor] = version.split('.');
  return join(trussHome(), 'worker-packages', `${major}.${minor}`);
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { isLeftover } from '../../../project/files/leftovers.ts';
import { codeDirectories } from '../../../project/files/truss-files.ts';
import type { Project } from '../../../project/open/open-project.ts';

/** The Python code that belongs to a truss. */
export interface CodeFiles {
  /** Absolute paths of all `.py` files, sorted. */
  readonly files: readonly string[];
  /** The names under which that code is imported: these modules need no requirement. */
  readonly ownModules: ReadonlySet<string>;
  /** Changes when a file is added, removed or written. */
  readonly fingerprint: string;
}

/** Lists the Python files in the model's and the packages' directories, also those outside of the truss; only looks at them, and reads none. */
export async function listCodeFiles(project: Project): Promise<CodeFiles> {
  const roots = codeDirectories(project);
  const found = await Promise.all(roots.map((root) => pythonFilesUnder(root)));
  const files = [...new Set(found.flat())].sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const { size, mtimeMs, ino } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0, ino: 0 }));
    hash.update(`${file}\0${size}\0${mtimeMs}\0${ino}\0`);
  }
  const topLevel = await Promise.all(roots.map((root) => modulesIn(root)));
  return {
    files,
    ownModules: new Set([...topLevel.flat(), basename(project.config.model_module_dir)]),
    fingerprint: hash.digest('hex'),
  };
}

/** What cannot be part of a module's name, as in `x.dist-info`. */
const NO_MODULE = /[.-]/;

async function pythonFilesUnder(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory() && extname(entry.name) === '.py');
  const packages = entries.filter(
    (entry) => entry.isDirectory() && !NO_MODULE.test(entry.name) && !isLeftover(entry.name),
  );
  const inner = await Promise.all(packages.map(({ name }) => pythonFilesUnder(join(directory, name))));
  return [...files.map(({ name }) => join(directory, name)), ...inner.flat()];
}

async function modulesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.map((name) => name.replace(/\..*$/, ''));
}

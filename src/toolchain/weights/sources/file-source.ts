// Files of this machine, or of a disk that it has mounted.
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import type { OpenFile, RemoteFile } from '../transfer/remote-file.ts';
import type { WeightSource } from './weight-source.ts';

/** A file, or all files below a directory; `root` is absolute. */
export function fileSource(root: string): WeightSource {
  const remote = (path: string, rest: Pick<RemoteFile, 'size' | 'sha256'>, isAlone: boolean): RemoteFile => {
    return { path, ...rest, gitId: null, shown: `file://${root}`, open: openLocal(isAlone ? root : join(root, path)) };
  };
  return {
    async list() {
      const found = await statOf(root);
      if (found.isFile()) {
        return { revision: null, files: [remote(basename(root), { size: found.size, sha256: null }, true)] };
      }
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((entry) => !entry.isDirectory())
        .map(({ parentPath, name }) => join(parentPath, name));
      const files = await Promise.all(
        paths.map(async (path) => ({ path: path.slice(root.length + 1), size: (await statOf(path)).size })),
      );
      return { revision: null, files: files.map(({ path, size }) => remote(path, { size, sha256: null }, false)) };
    },
    file: ({ path, size, sha256 }) => {
      return { path, size, sha256, gitId: null, shown: `file://${root}`, open: openEither(root, path) };
    },
  };
}

/** A lock does not say whether the source is a file or the directory that it lies in. */
function openEither(root: string, path: string): OpenFile {
  return async (beginning, signal) => {
    const found = await statOf(root);
    return openLocal(found.isFile() ? root : join(root, path))(beginning, signal);
  };
}

function openLocal(path: string): OpenFile {
  return async ({ offset, state: known }) => {
    const { size, mtimeMs } = await statOf(path);
    const state = `${size} ${mtimeMs}`;
    const begin = known === state && offset <= size ? offset : 0;
    return { body: createReadStream(path, { start: begin, highWaterMark: 2 ** 20 }), offset: begin, size, state };
  };
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    const told = explainReadError(error, path);
    if (told instanceof TrussError) throw told;
    throw new TrussError('WEIGHTS_NOT_FOUND', {
      message: `There is no ${path}.`,
      hint: 'Look whether the source in the config is right: file:// and an absolute path.',
      cause: error,
    });
  }
}

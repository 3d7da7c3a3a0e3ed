// Files of this machine, or of a disk that it has mounted.
import { open, readdir, realpath, stat } from 'node:fs/promises';
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
      const files = await filesBelow(root, '', [await realpath(root)]);
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
    const file = await open(path).catch((error: unknown) => {
      throw explainReadError(error, path);
    });
    return { body: file.createReadStream({ start: begin, highWaterMark: 2 ** 20 }), offset: begin, size, state };
  };
}

interface FoundFile {
  readonly path: string;
  /** Null for a link to nowhere, which is an error where it is wanted. */
  readonly size: number | null;
}

/** Links are followed, but not back to where they lie; what is neither file nor directory is none of the weights. */
async function filesBelow(root: string, inside: string, around: readonly string[]): Promise<FoundFile[]> {
  const entries = await readdir(join(root, inside)).catch((error: unknown) => {
    throw explainReadError(error, join(root, inside));
  });
  const found = await Promise.all(
    entries.map(async (name): Promise<FoundFile[]> => {
      const path = inside === '' ? name : `${inside}/${name}`;
      const what = await stat(join(root, path)).catch(() => null);
      if (what === null) return [{ path, size: null }];
      if (what.isFile()) return [{ path, size: what.size }];
      if (!what.isDirectory()) return [];
      const real = await realpath(join(root, path));
      return around.includes(real) ? [] : filesBelow(root, path, [...around, real]);
    }),
  );
  return found.flat();
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

// Files that can run code when they are loaded: pickles, and the archives that PyTorch and joblib make of them. A tripwire, no boundary: it
// tells what a file is, and not what it would do.
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';

import type { LockedFile } from '../../core/weights/weights-lock.ts';
import { storedPath } from '../store/store-places.ts';

/** Enough for the first names of an archive, of which the pickle is one. */
const HEAD_BYTES = 4096;

/** The names of an archive stand at its end: enough for some thousand of them. */
const TAIL_BYTES = 2 ** 20;

/** What is called so is loaded by unpickling, also where it is compressed, or of a protocol that begins with any letter. */
const PICKLED_NAME = /\.(?:pkl|pickle|pck|dill|joblib|pt|pth|ckpt)(?:\.(?:gz|bz2|xz|lzma|z|lz4))?$/i;

/** Those of some files that are pickles: by their bytes, whatever they are called, or by what they are called. */
export async function findPickles(files: readonly LockedFile[]): Promise<readonly string[]> {
  const isPickle = await Promise.all(
    files.map(async ({ path, sha256 }) => PICKLED_NAME.test(path) || looksPickled(storedPath(sha256))),
  );
  return files.filter((_, index) => isPickle[index] === true).map(({ path }) => path);
}

async function looksPickled(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const head = await read(file, 0, HEAD_BYTES);
    // PROTO of the protocols 2 to 5 (https://docs.python.org/3/library/pickletools.html).
    if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return true;
    // An array of numpy whose elements are any objects: they are pickled.
    if (head.toString('latin1', 1, 6) === 'NUMPY') return /'descr': *'[|]O'/.test(head.toString('latin1'));
    if (head.toString('latin1', 0, 4) !== 'PK\u0003\u0004') return false;
    const { size } = await file.stat();
    const tail = await read(file, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
    return [head, tail].some((bytes) => bytes.includes('.pkl'));
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

// Files that can run code when they are loaded: pickles, and the archives that PyTorch makes of them. A tripwire, no boundary: it tells
// what a file is, and not what it would do.
import { open } from 'node:fs/promises';

import type { LockedFile } from '../../core/weights/weights-lock.ts';
import { storedPath } from '../store/store-places.ts';

/** Enough for the first names of an archive, of which the pickle is one. */
const HEAD_BYTES = 4096;

/** Those of some files that are pickles, by their first bytes, whatever they are called. */
export async function findPickles(files: readonly LockedFile[]): Promise<readonly string[]> {
  const isPickle = await Promise.all(files.map(({ sha256 }) => beginsAsPickle(storedPath(sha256))));
  return files.filter((_, index) => isPickle[index] === true).map(({ path }) => path);
}

async function beginsAsPickle(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    // PROTO of the protocols 2 to 5 (https://docs.python.org/3/library/pickletools.html).
    if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return true;
    return head.toString('latin1', 0, 4) === 'PK\u0003\u0004' && head.includes('.pkl');
  } finally {
    await file.close();
  }
}

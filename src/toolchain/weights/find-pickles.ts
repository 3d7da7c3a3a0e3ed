// Files that can run code when they are loaded, and what they would call: pickles, and the archives that PyTorch, numpy and joblib make of
// them. Ours, and no scanner of somebody else's: it has to run wherever weights are pulled, without a Python and without a network.
import { open } from 'node:fs/promises';

import type { JudgedPickle } from '../../core/weights/pickles/judge-names.ts';
import type { LockedFile } from '../../core/weights/weights-lock.ts';
import { storedPath } from '../store/store-places.ts';
import { bytesOfFile } from './pickles/byte-supply.ts';
import { lookInto } from './pickles/look-into.ts';

/** A file that is unpickled. */
export interface FoundPickle extends JudgedPickle {
  readonly path: string;
}

/** Those of some files that are pickles: by their bytes, whatever they are called, or by what they are called. */
export async function findPickles(files: readonly LockedFile[]): Promise<readonly FoundPickle[]> {
  const found: FoundPickle[] = [];
  for (const { path, sha256 } of files) {
    const file = await open(storedPath(sha256)).catch(() => null);
    if (file === null) continue;
    try {
      const judged = await lookInto(path, await bytesOfFile(file));
      if (judged !== null) found.push({ path, ...judged });
    } finally {
      await file.close();
    }
  }
  return found;
}

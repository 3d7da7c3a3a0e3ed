// Takes weights away from this machine that are not needed here any more. The lock stays, and a pull brings them back.
import { rm } from 'node:fs/promises';

import { explainWriteError } from '../home/explain-system-error.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import type { StoredFile } from '../store/content-store.ts';
import { listStore, removeStored } from '../store/content-store.ts';
import { partialDirectory } from '../store/store-places.ts';
import { findWeightsLock } from './lock-place.ts';
import { locatedWeights } from './pull-weights.ts';
import { forgetUser, placesDirectory } from './weight-places.ts';

/** What goes. */
export interface CleanedWeights {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Takes away the places of a truss that no other one has, and from the store what no place has then. With null of all trusses, and what
 * was broken off.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `WEIGHTS_LOCK_INVALID`
 */
export async function cleanWeights(truss: TrussPlace | null): Promise<CleanedWeights> {
  try {
    if (truss === null) {
      await rm(placesDirectory(), { recursive: true, force: true });
      await rm(partialDirectory(), { recursive: true, force: true });
      return await removeFiles(await listStore());
    }
    const found = await findWeightsLock(truss.directory);
    const weights = found === null ? [] : locatedWeights(truss, found.lock);
    for (const { here } of weights) await forgetUser(here, truss.directory);
    const mine = new Set(weights.flatMap(({ locked }) => locked.files.map(({ sha256 }) => sha256)));
    const isLeft = ({ sha256, places }: StoredFile): boolean => places === 0 && mine.has(sha256);
    return await removeFiles((await listStore()).filter(isLeft));
  } catch (error) {
    throw explainWriteError(error, placesDirectory());
  }
}

async function removeFiles(files: readonly StoredFile[]): Promise<CleanedWeights> {
  for (const { sha256 } of files) await removeStored(sha256);
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

// The weights of a truss file by file, for whoever puts them into an image or onto a disk of a cluster.
import { plannedWeights } from '../../core/weights/planned-weights.ts';
import { lockedFor } from '../../core/weights/weights-lock.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { storedPath } from '../store/store-places.ts';
import { findWeightsLock } from './lock-place.ts';

/** One file, here and in a container. */
export interface WeightFile {
  readonly sha256: string;
  readonly bytes: number;
  /** Where it lies in the store of this machine once it was pulled; with a fixed time, so that a layer of it is the same everywhere. */
  readonly stored: string;
  /** Where a container has it: `/models/llama/config.json`. */
  readonly mounted: string;
}

/**
 * All files that a container needs, in the order of the config and its lock. What lies in the data directory of the truss is left out, since it is among its files already, and so is what would only be cached.
 *
 * @throws {TrussError} `WEIGHTS_LOCK_INVALID`, `FILE_UNREADABLE`
 */
export async function weightFiles(truss: TrussPlace): Promise<readonly WeightFile[]> {
  const found = await findWeightsLock(truss.directory);
  return plannedWeights(truss.config).flatMap((planned) => {
    const { place } = planned;
    if (place.kind !== 'mount') return [];
    const files = lockedFor(found?.lock ?? null, planned)?.files ?? [];
    return files.map(({ path, size, sha256 }) => {
      const mounted = place.isFile ? place.path : `${place.path}/${path}`;
      return { sha256, bytes: size, stored: storedPath(sha256), mounted };
    });
  });
}

// Whether the weights of a truss are what its lock says: here, and where they come from.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

import type { SourceChange } from '../../core/weights/lock-diff.ts';
import { sourceChange } from '../../core/weights/lock-diff.ts';
import type { LockedFile } from '../../core/weights/weights-lock.ts';
import { lockedFor, separatedFiles } from '../../core/weights/weights-lock.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { removeStored } from '../store/content-store.ts';
import { storedPath } from '../store/store-places.ts';
import { findWeightsLock } from './lock-place.ts';
import { resolveSource } from './lock-weights.ts';
import { missingFiles } from './pull-files.ts';
import type { PlacedWeights } from './pull-weights.ts';
import { locatedWeights } from './pull-weights.ts';
import { separatedPlace, separatedState } from './separated-files.ts';
import { inParallel } from './transfer/in-parallel.ts';
import { Transfer } from './transfer/transfer.ts';
import type { FetchingOptions } from './weights-session.ts';
import { WeightsSession } from './weights-session.ts';

/** What was found. */
export interface VerifiedWeights {
  readonly files: number;
  readonly bytes: number;
  /** Files whose bytes are others than the lock says; the store has forgotten them. */
  readonly corrupt: readonly string[];
  /** Those of them that no source has: they were kept apart when the truss was made, and are still where they lay. */
  readonly irreplaceable: readonly string[];
  /** Files that are not here. */
  readonly missing: readonly string[];
  /** What sources have that is not as in the lock; empty where they were not asked. */
  readonly changes: readonly SourceChange[];
}

/** A disk reads no faster for more than that. */
const READ_AT_A_TIME = 2;

/**
 * Reads every file and compares it with the lock; one that is damaged is taken out of the store, so that the next pull fetches it. With
 * `remote` each source is asked for what it has now, too.
 *
 * @throws {TrussError} `WEIGHTS_*`, `SECRET_*`
 */
export async function verifyWeights(
  truss: TrussPlace,
  options: FetchingOptions & { readonly remote: boolean },
): Promise<VerifiedWeights> {
  const found = await findWeightsLock(truss.directory);
  const sources = found?.lock.sources ?? [];
  // Those in the data of a truss that was copied with all its files are not in the store.
  const apart = found === null ? [] : (await separatedState(truss, found.lock)).placed;
  const missing = (await Promise.all(sources.map(missingFiles))).flat().filter((file) => !apart.includes(file));
  const files = sources.flatMap((source) => source.files).filter((file) => !missing.includes(file));
  const transfer = new Transfer(options.progress, 'Reading');
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  transfer.expect(files.length, bytes);
  const { signal } = options;
  const located = found === null ? [] : locatedWeights(truss, found.lock);
  const checked = await inParallel(files, { atATime: READ_AT_A_TIME, signal }, async (file, either) => {
    const { path, sha256 } = file;
    const isRight =
      (await digestOf(
        apart.includes(file) ? separatedPlace(truss, file) : storedPath(sha256),
        transfer.onBytes,
        either,
      )) === sha256;
    if (!isRight) await forget(file, located);
    transfer.fileDone();
    return isRight ? [] : [path];
  });
  const changes = options.remote ? await remoteChanges(truss, options) : [];
  const corrupt = checked.flat();
  const withoutSource = new Set(found === null ? [] : separatedFiles(found.lock).map(({ path }) => path));
  return {
    files: files.length,
    bytes,
    corrupt,
    irreplaceable: corrupt.filter((path) => withoutSource.has(path)),
    missing: missing.map(({ path }) => path),
    changes,
  };
}

/** Takes a file out of the store, and from where the model of the truss looks: that it is ready is not said from the first moment on. */
async function forget(file: LockedFile, weights: readonly PlacedWeights[]): Promise<void> {
  const places = weights.filter(({ locked }) => locked.files.includes(file)).map(({ here }) => here);
  for (const { marker } of places) await rm(marker, { force: true });
  await removeStored(file.sha256);
  for (const { placeOf } of places) await rm(placeOf(file), { force: true });
}

/** Read anew, whatever is remembered of the file. */
async function digestOf(path: string, onBytes: (count: number) => void, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const stream = createReadStream(path, { highWaterMark: 2 ** 20 });
  stream.on('data', (chunk) => onBytes(chunk.length));
  await pipeline(stream, hash, { signal });
  return hash.digest('hex');
}

async function remoteChanges(truss: TrussPlace, options: FetchingOptions): Promise<readonly SourceChange[]> {
  const found = await findWeightsLock(truss.directory);
  return WeightsSession.with(truss, options, async (session) => {
    const transfer = new Transfer(options.progress, 'Comparing');
    const changes: SourceChange[] = [];
    for (const planned of session.planned) {
      const locked = lockedFor(found?.lock ?? null, planned);
      const change = locked === null ? null : sourceChange(locked, await resolveSource(session, planned, transfer));
      if (change !== null) changes.push(change);
    }
    return changes;
  });
}

// The weights of a truss on a volume, where a container finds them at their `mount_location`: a folder for each source, called by its name.
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import { plannedWeights } from '../../core/weights/planned-weights.ts';
import type { LockedFile, LockedSource } from '../../core/weights/weights-lock.ts';
import { lockedFor } from '../../core/weights/weights-lock.ts';
import { makeDirectory } from '../../system/files/make-directory.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { isInPlace, linkFromStore } from '../store/content-store.ts';
import { findWeightsLock } from './lock-place.ts';
import { missingFiles, pullFiles } from './pull-files.ts';
import { Transfer } from './transfer/transfer.ts';
import type { FetchingOptions } from './weights-session.ts';
import { WeightsSession } from './weights-session.ts';

/** What was done. */
export interface FilledVolume {
  /** How many files there are. */
  readonly files: number;
  /** How many of them had to be fetched. */
  readonly fetched: number;
}

interface LockedWeights {
  readonly planned: PlannedWeights;
  readonly locked: LockedSource;
}

/**
 * Fetches what a volume lacks of the weights of a truss, and notes in a file what is there: `<name>.ready`, written last. Pods may share the
 * volume: what one has fetched the others find. `TRUSS_HOME` has to lie on it.
 *
 * @throws {TrussError} `WEIGHTS_*`, `SECRET_*`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function fillVolume(
  truss: TrussPlace,
  volume: string,
  options: Omit<FetchingOptions, 'offline'>,
): Promise<FilledVolume> {
  const weights = await lockedWeights(truss);
  await makeDirectory(volume);
  const missing = await Promise.all(weights.map(async (each) => ((await isReady(volume, each)) ? [] : [each])));
  const fetched = await WeightsSession.with(truss, { ...options, offline: false }, (session) =>
    bring(session, missing.flat(), volume),
  );
  return { files: weights.reduce((sum, { locked }) => sum + locked.files.length, 0), fetched };
}

/** @throws {TrussError} `WEIGHTS_LOCK_STALE` */
async function lockedWeights({ directory, config }: TrussPlace): Promise<readonly LockedWeights[]> {
  const found = await findWeightsLock(directory);
  return plannedWeights(config).flatMap((planned) => {
    if (planned.place.kind === 'hub') return [];
    const locked = lockedFor(found?.lock ?? null, planned);
    if (locked !== null) return [{ planned, locked }];
    throw new TrussError('WEIGHTS_LOCK_STALE', {
      message: `weights.lock does not know ${planned.field} as the config has it.`,
      hint: 'Bring it up to date and build the image anew: truss weights lock',
    });
  });
}

async function bring(session: WeightsSession, weights: readonly LockedWeights[], volume: string): Promise<number> {
  const transfer = new Transfer(session.options.progress, 'Fetching');
  const jobs = await Promise.all(weights.map(async (each) => ({ ...each, missing: await missingFiles(each.locked) })));
  const all = jobs.flatMap(({ missing }) => missing);
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  transfer.expect(all.length, bytes);
  for (const { planned, locked, missing } of jobs) {
    const place = (file: LockedFile): Promise<void> => placeFile(file, placeOf(volume, planned, file));
    const fresh = new Set(missing);
    for (const file of locked.files) if (!fresh.has(file)) await place(file);
    await pullFiles(session, { planned, locked }, { missing, transfer, onFile: place });
    await writeFileWhole(markerOf(volume, planned), contentOf(locked));
  }
  return all.length;
}

async function placeFile({ sha256, size }: LockedFile, place: string): Promise<void> {
  if (!(await isInPlace(sha256, size, place))) await linkFromStore(sha256, place);
}

/** Where a container's mount of the folder shows the file: src/core/deploy/kubernetes/weights.ts. */
function placeOf(volume: string, { name, place }: PlannedWeights, { path }: LockedFile): string {
  const isFile = place.kind !== 'hub' && place.isFile;
  return join(volume, name, isFile ? place.path.slice(place.path.lastIndexOf('/') + 1) : path);
}

function markerOf(volume: string, { name }: PlannedWeights): string {
  return join(volume, `${name}.ready`);
}

/** What a marker says: another lock is another text. */
function contentOf({ files }: LockedSource): string {
  return `${files.map(({ path, sha256 }) => `${sha256}  ${path}`).join('\n')}\n`;
}

async function isReady(volume: string, { planned, locked }: LockedWeights): Promise<boolean> {
  const marked = await readFile(markerOf(volume, planned), 'utf8').catch(() => null);
  if (marked !== contentOf(locked)) return false;
  const sizes = await Promise.all(
    locked.files.map(
      async (file) => (await lstat(placeOf(volume, planned, file)).catch(() => null))?.size === file.size,
    ),
  );
  return sizes.every(Boolean);
}

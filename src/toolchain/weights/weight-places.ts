// Where a model finds its weights on this machine: directories of links to the store, each named by what it holds, so that trusses that
// fetch the same share one. A container has them at `mount_location` itself.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import type { LockedFile, LockedSource } from '../../core/weights/weights-lock.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { isUnwritable } from '../../system/system-error.ts';
import { explainWriteError } from '../home/explain-system-error.ts';
import { lookAt } from '../home/look-at.ts';
import { trussHome } from '../home/truss-home.ts';
import { digestFile } from '../project/files/digest-file.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { trussFiles } from '../project/files/truss-files.ts';
import { isInPlace, linkFromStore } from '../store/content-store.ts';
import { hubSnapshot, putIntoHubCache } from './hub-cache.ts';

/** The place of some weights. */
export interface WeightsHere {
  /** What the model is given: a directory, or the one file. Absolute. */
  readonly path: string;
  /** Is there when all files are. */
  readonly marker: string;
  /** Where a file goes. */
  readonly placeOf: (file: LockedFile) => string;
}

/** The directory of all places. */
export function placesDirectory(): string {
  return join(trussHome(), 'weights');
}

/** Where the files of a source go. */
export function weightsHere(
  truss: TrussPlace,
  { place, name, source }: PlannedWeights,
  locked: LockedSource,
): WeightsHere {
  const marker = join(placesDirectory(), `${name}-${digestOf(locked, place)}.ready`);
  if (place.kind === 'hub') {
    const path = hubSnapshot(source, locked.revision, process.env);
    return { path, marker, placeOf: (file) => join(path, file.path) };
  }
  const path = place.kind === 'data' ? join(trussFiles(truss).data, place.path) : marker.replace(/\.ready$/, '');
  if (place.isFile && place.kind === 'data') return { path, marker, placeOf: () => path };
  if (place.isFile) {
    const file = join(path, place.path.slice(place.path.lastIndexOf('/') + 1));
    return { path: file, marker, placeOf: () => file };
  }
  return { path, marker, placeOf: (file) => join(path, file.path) };
}

/** What a place holds: the same for whoever fetches the same. */
function digestOf({ files }: LockedSource, place: PlannedWeights['place']): string {
  const text = JSON.stringify([place, files.map(({ path, sha256 }) => [path, sha256])]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Whether all files of a source are where the model looks for them.
 *
 * @throws {TrussError} `FILE_UNREADABLE` where nobody may look
 */
export async function isPlaced({ marker, placeOf }: WeightsHere, { files }: LockedSource): Promise<boolean> {
  if ((await lookAt(marker)) === null) return false;
  const there = await Promise.all(files.map((file) => isThere(file, placeOf(file))));
  return there.every(Boolean);
}

/** Through the links of a cache, where it lies in one. */
async function isThere({ sha256, size }: LockedFile, place: string): Promise<boolean> {
  const path = await realpath(place).catch(() => null);
  return path !== null && isInPlace(sha256, size, path);
}

/**
 * Puts a file of the store where the model looks for it.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function placeFile({ placeOf }: WeightsHere, planned: PlannedWeights, file: LockedFile): Promise<void> {
  const place = placeOf(file);
  if (planned.place.kind === 'hub') await putIntoHubCache(place, planned.source, file, process.env);
  else if (planned.place.kind === 'data') await placeData(place, file);
  else if (!(await isInPlace(file.sha256, file.size, place))) await linkFromStore(file.sha256, place);
}

/** In the data directory of a truss there may be somebody's own file. */
async function placeData(place: string, file: LockedFile): Promise<void> {
  if (await isInPlace(file.sha256, file.size, place)) return;
  const found = await lstat(place).catch(() => null);
  if (found !== null && (await digestFile(place)) !== file.sha256) {
    throw new TrussError('WEIGHTS_CHANGED', {
      message: `${place} is another file than weights.lock names.`,
      hint: 'Remove it to have the other one fetched, or take it away from the config.',
    });
  }
  await linkFromStore(file.sha256, place);
}

/**
 * Notes that all files are in place, and for which trusses: those of others may go, where it does not need them any more. In a home that is
 * only read, which others have filled, nobody can note it, nor take anything away.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function markPlaced({ marker }: WeightsHere, users: readonly string[]): Promise<void> {
  const all = new Set([...(await usersOf(marker)), ...users]);
  try {
    await writeFileWhole(marker, JSON.stringify([...all]));
  } catch (error) {
    if (!isUnwritable(error) || !existsSync(marker)) throw explainWriteError(error, marker);
  }
}

/**
 * Notes that files are not in place, so that whoever waits for them does. Gives the trusses that they were in place for.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`
 */
export async function unmarkPlaced({ marker }: WeightsHere): Promise<readonly string[]> {
  const users = await usersOf(marker);
  await rm(marker, { force: true }).catch((error: unknown) => {
    throw explainWriteError(error, marker);
  });
  return users;
}

/** Whether a truss is one of those that a place is known to be needed by. */
export async function isUser({ marker }: WeightsHere, user: string): Promise<boolean> {
  return (await usersOf(marker)).includes(user);
}

/** Notes that a truss does not need a place any more; without any that does it goes. Files among the data of a truss stay. */
export async function forgetUser({ marker }: WeightsHere, user: string): Promise<void> {
  const others = (await usersOf(marker)).filter((other) => other !== user && existsSync(other));
  if (others.length > 0) return writeFileWhole(marker, JSON.stringify(others));
  await rm(marker, { force: true });
  await rm(marker.replace(/\.ready$/, ''), { recursive: true, force: true });
}

async function usersOf(marker: string): Promise<readonly string[]> {
  try {
    return z.array(z.string()).parse(JSON.parse(await readFile(marker, 'utf8')));
  } catch {
    return [];
  }
}

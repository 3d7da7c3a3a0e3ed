// Files by content, each once on this machine, whoever needs them: weights of trusses, layers of images. A file is in the store whole,
// with the bytes that its name says, or not at all; a place gets it as a hard link, which costs neither time nor space.
import { randomBytes } from 'node:crypto';
import { chmod, constants, copyFile, link, lstat, readdir, rename, rm, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { makeDirectory } from '../../system/files/make-directory.ts';
import { systemErrorCode } from '../../system/system-error.ts';
import { ensureHome } from '../home/ensure-home.ts';
import { explainWriteError } from '../home/explain-system-error.ts';
import { lookAt } from '../home/look-at.ts';
import { storeDirectory, storedPath } from './store-places.ts';

/** Nobody writes into a file that others share. */
export const READ_ONLY = 0o444;

/** The same for everybody, so that a layer of an image that holds the file is the same wherever it is made. */
export const FIXED_TIME = new Date('2000-01-01T00:00:00Z');

/** A file of the store. */
export interface StoredFile {
  readonly sha256: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** How many places have it, beside the store itself. */
  readonly places: number;
}

/**
 * Whether the store has a file. One of another length is none: a disk that was full, or a hand that meddled.
 *
 * @throws {TrussError} `FILE_UNREADABLE` where nobody may look: the store of somebody else
 */
export async function isStored(sha256: string, size: number): Promise<boolean> {
  const found = await lookAt(storedPath(sha256));
  return found?.isFile() === true && found.size === size;
}

/**
 * Takes a file into the store by renaming it. Its bytes must have been found to have this sha256. Where the store has it meanwhile, that one
 * stays: places share it. Gives where it lies.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function moveIntoStore(path: string, sha256: string): Promise<string> {
  const target = storedPath(sha256);
  return writing(target, async () => {
    await ensureHome();
    await makeDirectory(dirname(target));
    const { size } = await lstat(path);
    if (await isStored(sha256, size)) {
      await rm(path);
      return target;
    }
    await chmod(path, READ_ONLY);
    await utimes(path, FIXED_TIME, FIXED_TIME);
    await rename(path, target);
    return target;
  });
}

/**
 * Takes a file into the store that stays where it is: as a hard link where it can, so that it takes no space, else as a copy. Its bytes
 * must have been found to have this sha256.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function linkIntoStore(path: string, sha256: string): Promise<string> {
  const target = storedPath(sha256);
  return writing(target, async () => {
    await ensureHome();
    await linkWhole(path, target, sha256);
    return target;
  });
}

/**
 * Puts a file of the store at a place, in the stead of whatever file is there. Makes the directory of the place.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function linkFromStore(sha256: string, place: string): Promise<void> {
  await writing(place, () => linkWhole(storedPath(sha256), place, sha256));
}

/** Whether a place has the very file of the store, or where the system allows no link the copy that was made of it. */
export async function isInPlace(sha256: string, size: number, place: string): Promise<boolean> {
  const [stored, found] = await Promise.all([storedPath(sha256), place].map((path) => lstat(path).catch(() => null)));
  if (found?.isFile() !== true || found.size !== size) return false;
  if (stored === null || stored === undefined) return true;
  return (stored.dev === found.dev && stored.ino === found.ino) || found.mtimeMs === timeOf(sha256).getTime();
}

/** All files of the store. */
export async function listStore(): Promise<StoredFile[]> {
  const folders = (await readdir(storeDirectory()).catch(() => [])).filter((name) => /^[0-9a-f]{2}$/.test(name));
  const files = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(join(storeDirectory(), folder)).catch(() => []);
      return Promise.all(names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map(describe));
    }),
  );
  return files.flat().filter((file) => file !== null);
}

async function describe(sha256: string): Promise<StoredFile | null> {
  const path = storedPath(sha256);
  const found = await lstat(path).catch(() => null);
  return found === null ? null : { sha256, path, bytes: found.size, places: found.nlink - 1 };
}

/** Removes a file from the store; the places that have it keep it. */
export async function removeStored(sha256: string): Promise<void> {
  await rm(storedPath(sha256), { force: true });
}

/** What keeps two places from sharing a file: another disk, a file system without hard links, or one file with too many of them. */
const NO_LINK = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Whoever looks sees the former file or the new one, and never a part: what is not there in one step lies beside it first. */
async function linkWhole(from: string, to: string, sha256: string): Promise<void> {
  await makeDirectory(dirname(to));
  if (await linkNew(from, to)) return;
  await removeLeft(to);
  const beside = `${to}.${randomBytes(4).toString('hex')}.new`;
  try {
    await link(from, beside).catch(async (error: unknown) => {
      if (!NO_LINK.has(systemErrorCode(error) ?? '')) throw error;
      await copyAlike(from, beside, sha256);
    });
    await rename(beside, to);
  } finally {
    // To rename one of two links of a file to the other does nothing, and leaves the first.
    await rm(beside, { force: true });
  }
}

/** Whether there was nothing, and the file could be linked. */
async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const code = systemErrorCode(error) ?? '';
    if (code !== 'EEXIST' && !NO_LINK.has(code)) throw error;
    return false;
  }
}

async function copyAlike(from: string, to: string, sha256: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await utimes(to, timeOf(sha256), timeOf(sha256));
}

/** The time of a copy, by which it is known again: made of the content, so that no other file of its length is taken for it. */
function timeOf(sha256: string): Date {
  return new Date(FIXED_TIME.getTime() + Number.parseInt(sha256.slice(0, 7), 16) * 1000);
}

/** Nobody copies one file for so long without a byte written. */
const LEFT_AFTER_MS = 10 * 60_000;

/** Removes what a kill has left of copies for this place, which may be as large as it. */
async function removeLeft(to: string): Promise<void> {
  const names = await readdir(dirname(to)).catch(() => []);
  const isOfPlace = (name: string): boolean => name.startsWith(`${basename(to)}.`) && /\.[0-9a-f]{8}\.new$/.test(name);
  for (const name of names.filter(isOfPlace)) {
    const path = join(dirname(to), name);
    const found = await lstat(path).catch(() => null);
    if (found !== null && Date.now() - found.ctimeMs > LEFT_AFTER_MS) await rm(path, { force: true });
  }
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

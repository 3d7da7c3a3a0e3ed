import { createHash } from 'node:crypto';
import { readdir, readFile, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { writeFileWhole } from '../../../system/files/write-file-whole.ts';
import { isMissing, isUnwritable } from '../../../system/system-error.ts';
import { explainReadError, explainWriteError } from '../../home/explain-system-error.ts';
import { trussHome } from '../../home/truss-home.ts';
import { LOCK_FILE } from '../../project/files/truss-files.ts';
import type { LockHeader } from './lock-file.ts';
import { readLockHeader } from './lock-file.ts';

/** A lock as it lies on the disk. */
export interface StoredLock {
  readonly path: string;
  readonly text: string;
  /** Null where the file is not one of ours. */
  readonly header: LockHeader | null;
}

/** The locks of a truss, its own first; the other is there where the truss could not be written. */
export async function readLocks(directory: string): Promise<readonly StoredLock[]> {
  const places = [join(directory, LOCK_FILE), lockOutside(directory)];
  const texts = await Promise.all(places.map(readIfThere));
  return places.flatMap((path, index) => {
    const text = texts[index] ?? null;
    return text === null ? [] : [{ path, text, header: readLockHeader(text) }];
  });
}

/** Writes the lock into the truss, or under `TRUSS_HOME` where the truss is read-only. Returns the path. */
export async function writeLock(directory: string, text: string): Promise<string> {
  const path = join(directory, LOCK_FILE);
  try {
    await removeEmptyDirectory(path);
    await writeFileWhole(path, text);
    return path;
  } catch (error) {
    if (!isUnwritable(error)) throw explainWriteError(error, path);
  }
  const outside = lockOutside(directory);
  try {
    await removeEmptyDirectory(outside);
    await writeFileWhole(outside, text);
  } catch (error) {
    throw explainWriteError(error, outside);
  }
  return outside;
}

/** Whether a lock's path is the one in the truss. */
export function isInTruss(path: string, directory: string): boolean {
  return path === join(directory, LOCK_FILE);
}

/** The file that two commands must not both write a lock under. */
export function lockClaimPath(directory: string): string {
  return `${lockOutside(directory)}.claim`;
}

// Two trusses of the same name differ in the digest of their paths.
function lockOutside(directory: string): string {
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return join(trussHome(), 'locks', `${basename(directory)}-${digest}.lock`);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error) || (await isEmptyDirectory(path))) return null;
    throw explainReadError(error, path);
  }
}

/** A container that mounts a file which is not there makes a directory of its name. Whatever is in one is somebody's. */
async function isEmptyDirectory(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => null);
  return names?.length === 0;
}

async function removeEmptyDirectory(path: string): Promise<void> {
  if (await isEmptyDirectory(path)) await rmdir(path);
}

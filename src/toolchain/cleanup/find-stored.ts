// Files of weights and of images that no place has any more, and downloads that nobody goes on with.
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { listStore, removeStored } from '../store/content-store.ts';
import { partialDirectory } from '../store/store-places.ts';
import type { Leftover } from './leftover.ts';
import { TEMPORARY_FOR_MS } from './leftover.ts';

/** What of the store can go. */
export async function findStored(): Promise<Leftover[]> {
  return [...(await unplaced()), ...(await brokenOff())];
}

/** A file that has just come has no place for a moment. */
async function unplaced(): Promise<Leftover[]> {
  const found = (await listStore()).filter(({ places }) => places === 0);
  const leftovers = found.map(async ({ path, sha256, bytes }): Promise<Leftover | null> => {
    if (!(await isOld(path))) return null;
    const remove = async (): Promise<void> => {
      // A command may have given it a place meanwhile.
      if ((await lstat(path).catch(() => null))?.nlink === 1) await removeStored(sha256);
    };
    return { kind: 'store', path, bytes, why: 'in no truss and no image any more', remove };
  });
  return (await Promise.all(leftovers)).filter((leftover) => leftover !== null);
}

async function brokenOff(): Promise<Leftover[]> {
  const names = await readdir(partialDirectory()).catch(() => []);
  const leftovers = names.map(async (name): Promise<Leftover | null> => {
    const path = join(partialDirectory(), name);
    if (!(await isOld(path))) return null;
    const bytes = (await lstat(path).catch(() => null))?.size ?? 0;
    const remove = (): Promise<void> => rm(path, { force: true });
    return { kind: 'temporary', path, bytes, why: 'of a download that was broken off', remove };
  });
  return (await Promise.all(leftovers)).filter((leftover) => leftover !== null);
}

/** Whether nothing has become of a file for long; its own time is the same for all files of the store. */
async function isOld(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found !== null && Math.max(found.mtimeMs, found.ctimeMs) < Date.now() - TEMPORARY_FOR_MS;
}

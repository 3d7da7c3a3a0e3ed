import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { bytesIn } from '../../system/files/bytes-in.ts';
import { claimHolder } from '../../system/files/claim.ts';
import { environmentsDirectory } from '../environment/store/environment-marker.ts';
import { trussHome } from '../home/truss-home.ts';
import { withClaim } from '../home/with-claim.ts';
import type { Leftover } from './leftover.ts';
import { TEMPORARY_FOR_MS } from './leftover.ts';

/** Files that were to be renamed (`system/files/write-file-whole.ts`), and directories in which the Python package puts a truss together. */
const TEMPORARY = /\.[0-9a-f]{8}\.new$|^\.truss-staging-/;

/** Files under which commands wait for each other (`system/files/claim.ts`), where they lie beside others. */
const CLAIM = /\.claim$/;

/** A claim that another command takes meanwhile is no leftover. */
const CLAIM_PATIENCE_MS = 1000;

/** What commands that were killed have left behind. */
export async function findTemporary(): Promise<Leftover[]> {
  const home = trussHome();
  const claims = join(home, 'cache', 'claims');
  const places = [
    home,
    join(home, 'models'),
    join(home, 'locks'),
    join(home, 'cache'),
    environmentsDirectory(),
    claims,
  ];
  const entries = (await Promise.all(places.map(oldEntries))).flat();
  const leftovers = entries.map(({ place, name }): Promise<Leftover | null> => {
    const path = join(place, name);
    if (TEMPORARY.test(name)) return brokenOff(path);
    return place === claims || CLAIM.test(name) ? abandonedClaim(path) : Promise.resolve(null);
  });
  return (await Promise.all(leftovers)).filter((leftover) => leftover !== null);
}

/** The names in a directory of what has not changed for long. */
async function oldEntries(place: string): Promise<{ readonly place: string; readonly name: string }[]> {
  const names = await readdir(place).catch(() => []);
  const before = Date.now() - TEMPORARY_FOR_MS;
  const isOld = await Promise.all(
    names.map(async (name) => ((await lstat(join(place, name)).catch(() => null))?.mtimeMs ?? Infinity) < before),
  );
  return names.filter((_, index) => isOld[index]).map((name) => ({ place, name }));
}

async function brokenOff(path: string): Promise<Leftover> {
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true });
  return { kind: 'temporary', path, bytes: await bytesIn(path), why: 'of a command that was broken off', remove };
}

async function abandonedClaim(path: string): Promise<Leftover | null> {
  if ((await claimHolder(path)) !== null) return null;
  // To take it and to give it back is the way to remove one that nobody else can be taking at the same time.
  const remove = async (): Promise<void> => {
    const signal = AbortSignal.timeout(CLAIM_PATIENCE_MS);
    await withClaim(path, { what: 'a leftover', signal }, () => Promise.resolve());
  };
  return { kind: 'temporary', path, bytes: await bytesIn(path), why: 'of a command that was killed', remove };
}

// `mount_location` is a path of a container. Where this machine lets us, it leads to the same files here, for code that has it written
// into it.
import { randomBytes } from 'node:crypto';
import { lstat, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { makeDirectory } from '../../system/files/make-directory.ts';
import type { PlacedWeights } from './pull-weights.ts';
import { placesDirectory } from './weight-places.ts';

/** What came of the paths of a container. */
export interface MountLinks {
  /** Something of somebody else's is there. */
  readonly taken: readonly string[];
}

/** Links each `mount_location` to where its files are, where that can be done. That it cannot is no error: the model is told the place. */
export async function linkMounts(weights: readonly PlacedWeights[]): Promise<MountLinks> {
  const taken: string[] = [];
  for (const { planned, here } of weights) {
    if (planned.place.kind !== 'mount') continue;
    if (!(await linkMount(planned.place.path, here.path))) taken.push(planned.place.path);
  }
  return { taken };
}

/** False where something of somebody else's is there. */
async function linkMount(path: string, target: string): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  if (found !== null && !found.isSymbolicLink()) return false;
  const leadsTo = found === null ? null : await readlink(path).catch(() => null);
  if (leadsTo === target) return true;
  // One that we made for another truss, or for another state of this one.
  if (leadsTo !== null && !leadsTo.startsWith(`${placesDirectory()}/`)) return false;
  const beside = `${path}.${randomBytes(4).toString('hex')}.new`;
  try {
    await makeDirectory(dirname(path));
    await symlink(target, beside);
    await rename(beside, path);
  } catch {
    await rm(beside, { force: true }).catch(() => undefined);
  }
  return true;
}

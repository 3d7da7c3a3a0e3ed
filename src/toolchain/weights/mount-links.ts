// `mount_location` is a path of a container. Where this machine lets us, it leads to the same files here, for code that has it written
// into it.
import { randomBytes } from 'node:crypto';
import { lstat, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
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
    if (planned.place.kind !== 'mount' || (await isSeenOnly(planned.place.path))) continue;
    if (!(await linkMount(planned.place.path, here.path))) taken.push(planned.place.path);
  }
  return { taken };
}

/** Where a container has the truss: a machine that has it, too, is taken for one. */
const OF_CONTAINERS = /^\/(?:app|packages|secrets)(?=\/)/;

/** The right to mount. https://man7.org/linux/man-pages/man7/capabilities.7.html */
const SYS_ADMIN = 1n << 21n;

/**
 * Whether a worker sees a path in a view of its own, so that it must not be made for all: `/app/model_cache/llama` on a machine without
 * `/app`, whose other trusses look for their data there.
 */
async function isSeenOnly(path: string): Promise<boolean> {
  const [top] = OF_CONTAINERS.exec(path) ?? [];
  if (top === undefined || (await lstat(top).catch(() => null)) !== null) return false;
  const status = await readFile('/proc/self/status', 'latin1').catch(() => '');
  const [, rights = '0'] = /^CapEff:\s*([0-9a-f]+)$/m.exec(status) ?? [];
  return (BigInt(`0x${rights}`) & SYS_ADMIN) !== 0n;
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

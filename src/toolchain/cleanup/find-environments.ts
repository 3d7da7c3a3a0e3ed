import { join } from 'node:path';

import { claimHolder } from '../../system/files/claim.ts';
import { isExecutable } from '../../system/processes/find-executable.ts';
import { environmentClaimPath, environmentHome } from '../environment/store/environment-marker.ts';
import type { StoredEnvironment } from '../environment/store/list-environments.ts';
import { listEnvironments } from '../environment/store/list-environments.ts';
import { removeEnvironment } from '../environment/store/remove-environment.ts';
import type { Leftover } from './leftover.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Environments that cannot be used: builds that were broken off, and those whose Python is gone. With `unusedForDays` also those
 * that no command has used for so long.
 */
export async function findEnvironments(unusedForDays: number | null): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const environment of await listEnvironments()) {
    const why = await reasonToGo(environment, unusedForDays);
    if (why !== null) {
      const { key, bytes } = environment;
      found.push({ kind: 'environment', path: environmentHome(key), bytes, why, remove: () => removeEnvironment(key) });
    }
  }
  return found;
}

async function reasonToGo(environment: StoredEnvironment, unusedForDays: number | null): Promise<string | null> {
  const { key, directory, lastUsed } = environment;
  if (directory === null || lastUsed === null) {
    const isBeingBuilt = (await claimHolder(environmentClaimPath(key))) !== null;
    return isBeingBuilt ? null : 'its build was broken off';
  }
  if (!(await isExecutable(join(directory, 'bin', 'python')))) return 'its Python is gone';
  const idleDays = Math.floor((Date.now() - lastUsed.getTime()) / DAY_MS);
  return unusedForDays !== null && idleDays >= unusedForDays ? `not used for ${daysText(idleDays)}` : null;
}

function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

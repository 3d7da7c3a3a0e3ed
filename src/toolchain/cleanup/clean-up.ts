import { TrussError } from '../../core/errors/truss-error.ts';
import { explainWriteError } from '../home/explain-system-error.ts';
import { findCaches } from './find-caches.ts';
import { findEnvironments } from './find-environments.ts';
import { findStored } from './find-stored.ts';
import { findTemporary } from './find-temporary.ts';
import type { Leftover } from './leftover.ts';

/** What shall go. */
export interface CleanupOptions {
  /** Also environments that were not used for so many days; null: only those that cannot be used. */
  readonly unusedForDays: number | null;
  /** Nothing is removed. */
  readonly dryRun: boolean;
}

/**
 * Removes what nobody needs from TRUSS_HOME: caches, what killed commands have left, environments, files of the
 * store that no place has. Secrets, locks, weights of trusses and trusses stay. What another command works on stays.
 *
 * @returns What was removed, or would have been.
 * @throws {TrussError} `FILE_UNWRITABLE`.
 */
export async function cleanUp({ unusedForDays, dryRun }: CleanupOptions): Promise<readonly Leftover[]> {
  // The caches come last: what is looked for in the environments is remembered in them.
  const environments = await findEnvironments(unusedForDays);
  const found = [...(await findTemporary()), ...(await findStored()), ...environments, ...(await findCaches())];
  if (dryRun) return found;
  const removed: Leftover[] = [];
  for (const leftover of found) if (await tryToRemove(leftover)) removed.push(leftover);
  return removed;
}

async function tryToRemove({ path, remove }: Leftover): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    // Somebody came meanwhile, who needs it.
    const isTaken = error instanceof DOMException && error.name === 'TimeoutError';
    if (isTaken || (error instanceof TrussError && error.code === 'BUSY')) return false;
    throw explainWriteError(error, path);
  }
}

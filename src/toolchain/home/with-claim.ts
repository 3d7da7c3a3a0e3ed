import { takeClaim } from '../../system/files/claim.ts';
import { isUnwritable } from '../../system/system-error.ts';
import type { Progress } from '../progress.ts';
import { ensureHome } from './ensure-home.ts';
import { explainWriteError } from './explain-system-error.ts';

export interface ClaimedWork {
  /** What is worked on, for those who wait: `the environment of iris`. */
  readonly what: string;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** That two do it at once does no harm, but costs both the time: where the home is only read, it is done without a claim. */
  readonly isHarmlessTwice?: boolean;
}

/**
 * Runs `work` while no other process (and nothing else in this one) runs work under the same claim file, which lies under
 * `TRUSS_HOME`. Waits for a holder that lives, and takes over from one that died.
 *
 * @throws {TrussError} what `work` throws; `BUSY` after half an hour, `FILE_UNWRITABLE`, `DISK_FULL`.
 */
export async function withClaim<T>(
  path: string,
  { what, progress, signal, isHarmlessTwice = false }: ClaimedWork,
  work: () => Promise<T>,
): Promise<T> {
  await ensureHome();
  const onWait = (who: string): void => {
    progress?.({ phase: 'wait', message: `Waiting for ${who}, which works on ${what}` });
  };
  const claim = await takeClaim(path, { what, onWait, signal }).catch((error: unknown) => {
    if (isHarmlessTwice && isUnwritable(error)) return null;
    throw explainWriteError(error, path);
  });
  try {
    return await work();
  } finally {
    await claim?.release();
  }
}

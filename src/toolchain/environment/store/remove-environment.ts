import { rm, stat } from 'node:fs/promises';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { claimHolder } from '../../../system/files/claim.ts';
import { explainWriteError } from '../../home/explain-system-error.ts';
import { withClaim } from '../../home/with-claim.ts';
import { environmentClaimPath, environmentHome, markerPath } from './environment-marker.ts';

/** Removes an environment by its name. The next run of a truss that needs it builds it again. */
export async function removeEnvironment(key: string): Promise<void> {
  const home = environmentHome(key);
  // The name comes from the command line: nothing but a name may reach `rm`.
  const isThere = /^py3\d+-[0-9a-f]+$/.test(key) && (await stat(home).catch(() => null)) !== null;
  if (!isThere) {
    throw new TrussError('ENV_NOT_FOUND', {
      message: `There is no environment ${key}.`,
      hint: '`truss env list` shows those that are there.',
    });
  }
  const builder = await claimHolder(environmentClaimPath(key));
  if (builder !== null) {
    throw new TrussError('BUSY', {
      message: `Process ${builder} builds the environment ${key} right now.`,
      hint: 'Wait until it is done, or end it.',
    });
  }
  await withClaim(environmentClaimPath(key), { what: `the environment ${key}` }, async () => {
    try {
      // First, so that a removal that is broken off leaves nothing that looks whole.
      await rm(markerPath(key), { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    } catch (error) {
      throw explainWriteError(error, home);
    }
  });
}

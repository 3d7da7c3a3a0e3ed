import { z } from 'zod';

import { cleanUp } from '../../cleanup/clean-up.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({
  unusedForDays: z.number().min(0).nullable().default(null),
  dryRun: z.boolean().default(false),
});

/** Removes what nobody needs from TRUSS_HOME. */
export const cleanup = engineMethod(params, async (options) => {
  const leftovers = await cleanUp(options);
  return { removed: leftovers.map(({ kind, path, bytes, why }) => ({ kind, path, bytes, why })) };
});

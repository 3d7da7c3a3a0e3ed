import { z } from 'zod';

import { engineMethod } from '../engine-method.ts';

const params = z.object({ server: z.string() });

/** Drains and stops a server. */
export const serverStop = engineMethod(params, async ({ server }, { servers }) => {
  await servers.stop(server);
  return {};
});

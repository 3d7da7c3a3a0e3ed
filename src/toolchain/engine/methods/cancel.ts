import { z } from 'zod';

import { engineMethod } from '../engine-method.ts';

const params = z.object({ id: z.number() });

/** Gives up a request that is under way: it is answered with `INTERRUPTED`, unless it was done already. */
export const cancel = engineMethod(params, ({ id }, context) => {
  context.cancel(id);
  return Promise.resolve({});
});

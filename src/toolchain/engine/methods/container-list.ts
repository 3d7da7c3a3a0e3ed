import { z } from 'zod';

import { findContainers } from '../../docker/find-containers.ts';
import { findEngine } from '../../docker/find-engine.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string(), all: z.boolean() });

/** The containers of a truss, the newest first. */
export const containerList = engineMethod(params, async ({ directory, all }, { signal }) => {
  return { containers: await findContainers(await findEngine(signal), { directory, all }, signal) };
});

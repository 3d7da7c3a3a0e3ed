import { z } from 'zod';

import { killContainers } from '../../containers/stop-containers.ts';
import { findContainers } from '../../docker/find-containers.ts';
import { findEngine } from '../../docker/find-engine.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string().nullish() });

/** Ends the containers of a truss, or all that Truss has started, and removes them. */
export const containerKill = engineMethod(params, async ({ directory = null }, { signal }) => {
  const engine = await findEngine(signal);
  const found = await findContainers(engine, { directory, all: true }, signal);
  await killContainers(
    engine,
    found.map(({ id }) => id),
    signal,
  );
  return { ended: found.map(({ id, name }) => ({ id, name })) };
});

import { z } from 'zod';

import { ensureEnvironment } from '../../environment/ensure-environment.ts';
import { openProject } from '../../project/open/open-project.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({ directory: z.string(), frozen: z.boolean().optional() });

/** Locks a truss and builds its environment where needed. */
export const environmentEnsure = engineMethod(params, async ({ directory, frozen = false }, { progress, signal }) => {
  const project = await openProject(directory);
  const environment = await ensureEnvironment(project, { source: 'isolated', frozen, progress, signal });
  const { python, version, created, warnings } = environment;
  return { python, version, directory: environment.directory, created, warnings };
});

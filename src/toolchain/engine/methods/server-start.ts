import { z } from 'zod';

import { ensureEnvironment } from '../../environment/ensure-environment.ts';
import { openProject } from '../../project/open-project.ts';
import { engineMethod } from '../engine-method.ts';
import { adoptSecretVariables, secretVariables } from '../secret-variables.ts';

const params = z.object({
  directory: z.string(),
  host: z.string().optional(),
  port: z.number().int().optional(),
  workers: z.number().int().optional(),
  dev: z.boolean().optional(),
  secretVariables,
});

/** Serves a truss from this process; answers when it is ready. */
export const serverStart = engineMethod(params, async (given, { progress, signal, servers, emit }) => {
  const { secretVariables: variables, ...start } = given;
  adoptSecretVariables(variables);
  // Here rather than in the host, so that Python sees how far the environment is.
  const project = await openProject(start.directory);
  const { warnings } = await ensureEnvironment(project, { source: 'isolated', progress, signal });
  progress({ phase: 'start', message: 'Starting the server' });
  return { ...(await servers.start(start, emit, signal)), warnings };
});

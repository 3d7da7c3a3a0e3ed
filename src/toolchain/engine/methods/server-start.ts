import { z } from 'zod';

import { engineMethod } from '../engine-method.ts';
import { secretVariables } from '../secret-variables.ts';

const params = z.object({
  directory: z.string(),
  host: z.string().optional(),
  port: z.number().int().optional(),
  workers: z.number().int().optional(),
  dev: z.boolean().optional(),
  secretVariables,
});

/** Serves a truss from this process; answers when it is ready. */
export const serverStart = engineMethod(params, (start, { progress, signal, servers, emit }) =>
  servers.start(start, { progress, emit, signal }),
);

import { z } from 'zod';

import { engineMethod } from '../engine-method.ts';
import { secretVariables } from '../secret-variables.ts';

const params = z.object({ server: z.string(), secretVariables });

/** Serves a truss as it is now; answers when it is loaded. What served it goes on where it cannot be loaded. */
export const serverReload = engineMethod(
  params,
  ({ server, secretVariables: variables }, { progress, signal, servers }) =>
    servers.reload(server, { secretVariables: variables, progress, signal }),
);

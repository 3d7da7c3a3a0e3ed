import { z } from 'zod';

import { section } from './section.ts';

const serverPath = z.string().startsWith('/', { error: 'a path that begins with /' });

/** Users that an image has a use for: root, and the one that it runs everything else as. */
const TAKEN_USERS = new Set([0, 60_000]);

/** Any HTTP server that stands in the place of a model class. ../docker-rules.ts says when `start_command` may be left out. */
export const dockerServer = section({
  start_command: z.string().min(1, { error: 'a command' }).nullable().default(null).meta({
    description: 'The command that starts the server, as a shell reads it. Needed unless `no_build` is true.',
  }),
  server_port: z.int().min(1).max(65_535).meta({ description: 'The port that it listens on.' }),
  predict_endpoint: serverPath.meta({ description: 'The path of a prediction.' }),
  readiness_endpoint: serverPath.meta({ description: 'The path that answers 200 once it is ready.' }),
  liveness_endpoint: serverPath.meta({ description: 'The path that answers 200 while it is alive.' }),
  run_as_user_id: z
    .int()
    .min(0)
    .refine((user) => !TAKEN_USERS.has(user), { error: 'the number of a user other than 0 and 60000' })
    .nullable()
    .default(null)
    .meta({ description: 'The user that runs it in an image.' }),
  no_build: z.boolean().nullable().default(null).meta({ description: 'Take the image as it is.' }),
});

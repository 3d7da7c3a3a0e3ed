import { z } from 'zod';

import { section } from './section.ts';

const free = z.record(z.string(), z.unknown());

const build = section({
  model_server: z.string().default('TrussServer').meta({ description: 'Which server runs the model.' }),
  arguments: free.default({}).meta({ description: 'Arguments of that server.' }),
  secret_to_path_mapping: z
    .record(z.string(), z.string())
    .default({})
    .meta({ description: 'Secrets that the build needs, and the file that each is read from.' }),
  no_cache: z
    .literal(false, { error: 'false: say --no-cache when you build instead' })
    .optional()
    .meta({ description: 'Only false: whether the cache is used is decided when an image is built.' }),
});

const baseImage = section({
  image: z.string().default('').meta({ description: 'The name of the image.' }),
  python_executable_path: z.string().nullable().default(null).meta({ description: 'Its Python, as an absolute path.' }),
  docker_auth: free.nullable().default(null).meta({ description: 'How to log in to its registry.' }),
});

const serverPath = z.string().startsWith('/', { error: 'a path that begins with /' });

const dockerServer = section({
  start_command: z.string().nullable().default(null).meta({ description: 'The command that starts the server.' }),
  server_port: z.int().min(1).max(65_535).meta({ description: 'The port that it listens on.' }),
  predict_endpoint: serverPath.meta({ description: 'The path of a prediction.' }),
  readiness_endpoint: serverPath.meta({ description: 'The path that answers 200 once it is ready.' }),
  liveness_endpoint: serverPath.meta({ description: 'The path that answers 200 while it is alive.' }),
  run_as_user_id: z.int().nullable().default(null).meta({ description: 'The user that runs it.' }),
  no_build: z.boolean().nullable().default(null).meta({ description: 'Take the image as it is.' }),
});

/** What an image of the truss is built from. */
export const imageFields = {
  base_image: baseImage
    .nullable()
    .default(null)
    .meta({ description: 'The image to build on.', examples: [{ image: 'python:3.12' }] }),
  build_commands: z
    .array(z.string())
    .default([])
    .meta({
      description: 'Shell commands that run when an image is built, after the packages are installed.',
      examples: [['python -m spacy download en_core_web_sm']],
    }),
  build: build.prefault({}).meta({ description: 'Details of the build.' }),
  docker_server: dockerServer
    .nullable()
    .default(null)
    .meta({ description: 'Any HTTP server, instead of a model class.' }),
};

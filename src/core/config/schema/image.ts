import { z } from 'zod';

import { dockerAuth } from './docker-auth.ts';
import { dockerServer } from './docker-server.ts';
import { buildSecretName } from './secrets.ts';
import { section } from './section.ts';
import { filledMap } from './values/filled-map.ts';

const free = z.record(z.string(), z.unknown());

const build = section({
  model_server: z.string().default('TrussServer').meta({ description: 'Which server runs the model.' }),
  arguments: free.default({}).meta({ description: 'Arguments of that server.' }),
  secret_to_path_mapping: filledMap(buildSecretName, z.string())
    .default({})
    .meta({ description: 'Secrets that the build needs, and the file that each is read from.' }),
  no_cache: z
    .literal(false, { error: 'false: say --no-cache when you build instead' })
    .optional()
    .meta({ description: 'Only false: whether the cache is used is decided when an image is built.' }),
});

const baseImage = section({
  image: z.string().default('').meta({ description: 'The name of the image.' }),
  python_executable_path: z
    .string()
    // Configs that were written by programs have an empty one.
    .regex(/^(?:$|\/)/, { error: 'an absolute path' })
    .nullable()
    .default(null)
    .meta({ description: 'Its Python.' }),
  docker_auth: dockerAuth.nullable().default(null).meta({ description: 'How to log in to its registry.' }),
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
    .meta({
      description: 'Any HTTP server, instead of a model class. The truss needs no model file then.',
      examples: [
        {
          start_command: 'python -m http.server 8000',
          server_port: 8000,
          predict_endpoint: '/predict',
          readiness_endpoint: '/health',
          liveness_endpoint: '/health',
        },
      ],
    }),
};

import { z } from 'zod';

import { section } from './section.ts';

const patterns = z.array(z.string()).nullable().default(null);

const weight = section({
  source: z
    .string()
    .regex(/^(?:hf|s3|gs|azure|r2|cw|https|file):\/\//, {
      error: 'an address that begins with hf://, s3://, gs://, azure://, r2://, cw://, https:// or file://',
    })
    .meta({ description: 'Where the files come from.' }),
  mount_location: z
    .string()
    .startsWith('/', { error: 'an absolute path' })
    .meta({ description: 'The directory that the model finds them in.' }),
  auth: z.record(z.string(), z.unknown()).nullable().default(null).meta({ description: 'How to log in.' }),
  auth_secret_name: z.string().nullable().default(null).meta({ description: 'The secret with the token.' }),
  allow_patterns: patterns.meta({ description: 'Only files that match one of these.' }),
  ignore_patterns: patterns.meta({ description: 'No files that match one of these.' }),
});

const cachedModel = section({
  repo_id: z.string().meta({ description: 'The repository.' }),
  revision: z.string().nullable().default(null).meta({ description: 'Its commit, tag or branch.' }),
  kind: z.enum(['hf', 'gcs', 's3', 'azure']).default('hf').meta({ description: 'Where it lies.' }),
  use_volume: z.boolean().default(false).meta({ description: 'Fetch at the start instead of at the build.' }),
  volume_folder: z.string().nullable().default(null).meta({ description: 'The folder that it is fetched to.' }),
  allow_patterns: patterns.meta({ description: 'Only files that match one of these.' }),
  ignore_patterns: patterns.meta({ description: 'No files that match one of these.' }),
  runtime_secret_name: z.string().default('hf_access_token').meta({ description: 'The secret with the token.' }),
});

const externalFile = section({
  url: z.string().meta({ description: 'Where the file comes from.' }),
  local_data_path: z.string().meta({ description: 'Where it goes, from `data_dir`.' }),
  backend: z.string().default('http_public').meta({ description: 'How it is fetched.' }),
  name: z.string().nullable().default(null).meta({ description: 'What it is called.' }),
});

/** Large files that do not lie in the truss. */
export const weightsFields = {
  weights: z.array(weight).default([]).meta({ description: 'Files to fetch before the model starts.' }),
  model_cache: z.array(cachedModel).default([]).meta({ description: 'The older form of `weights`.' }),
  external_data: z.array(externalFile).nullable().default(null).meta({ description: 'The oldest form of `weights`.' }),
};

import { z } from 'zod';

import { cloudIdentityFields } from './cloud-identity.ts';
import { section } from './section.ts';
import { insidePath } from './values/inside-path.ts';

const patterns = z.array(z.string()).nullable().default(null);

const auth = section({
  auth_method: z
    .enum(['CUSTOM_SECRET', 'AWS_OIDC', 'GCP_OIDC', 'AWS_ASSUME_ROLE'])
    .meta({ description: 'What the source wants.' }),
  auth_secret_name: z.string().nullable().default(null).meta({ description: 'The secret with the token.' }),
  ...cloudIdentityFields,
});

const weight = section({
  name: z
    .string()
    .regex(/^\w[\w.-]*$/, { error: 'letters, digits, _, - and .' })
    .nullable()
    .default(null)
    .meta({
      description:
        'How the model asks for them: `context.weights["llama"]`. Not given: the last part of `mount_location`.',
      since: 'new',
    }),
  source: z
    .string()
    .regex(/^(?:(?:hf|s3|gs|azure|r2|cw|https|file):\/\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/])/, {
      error:
        'an address that begins with hf://, s3://, gs://, azure://, r2://, cw://, https:// or file:// (http:// on this machine alone)',
    })
    .refine((source) => source.startsWith('hf://') || !/^(?:s3|gs|azure|r2|cw):\/\/.*@/.test(source), {
      error: 'an address without @: only hf:// has revisions',
    })
    .refine((source) => /:\/\/[^/]/.test(source) || source.startsWith('file:///'), {
      error: 'an address with something behind ://',
    })
    .meta({ description: 'Where the files come from.' }),
  mount_location: z
    .string()
    .startsWith('/', { error: 'an absolute path' })
    .meta({ description: 'The directory that the model finds them in.' }),
  auth: auth.nullable().default(null).meta({ description: 'How to log in.' }),
  auth_secret_name: z.string().nullable().default(null).meta({ description: 'The secret with the token.' }),
  allow_patterns: patterns.meta({ description: 'Only files that match one of these.' }),
  ignore_patterns: patterns.meta({ description: 'No files that match one of these.' }),
});

const cachedModel = section({
  repo_id: z.string().min(1, { error: 'the name of a repository' }).meta({ description: 'The repository.' }),
  revision: z
    .string()
    .refine((revision) => revision.length !== 1, { error: 'a commit, tag or branch of more than one character' })
    .nullable()
    .default(null)
    .meta({ description: 'Its commit, tag or branch.' }),
  kind: z.enum(['hf', 'gcs', 's3', 'azure']).default('hf').meta({ description: 'Where it lies.' }),
  use_volume: z.boolean().default(false).meta({
    description: 'Whether the model finds it in a folder of its own; else it is put into the cache of Hugging Face.',
    note: 'Today it must be given; in 2023 there was none.',
  }),
  volume_folder: z.string().nullable().default(null).meta({ description: 'The folder, below `/app/model_cache`.' }),
  allow_patterns: patterns.meta({ description: 'Only files that match one of these.' }),
  ignore_patterns: patterns.meta({ description: 'No files that match one of these.' }),
  runtime_secret_name: z.string().default('hf_access_token').meta({ description: 'The secret with the token.' }),
});

const volumeMount = section({
  source: z
    .string()
    .startsWith('bdn://', { error: 'an address that begins with bdn://' })
    .meta({ description: 'The volume, such as `bdn://weights/llama-8b:prod`.' }),
  path: z.string().startsWith('/', { error: 'an absolute path' }).meta({ description: 'Where the model finds it.' }),
});

const externalFile = section({
  url: z.string().min(1, { error: 'an address' }).meta({ description: 'Where the file comes from.' }),
  local_data_path: insidePath.meta({ description: 'Where it goes, from `data_dir`.' }),
  backend: z.string().default('http_public').meta({ description: 'How it is fetched.' }),
  name: z.string().nullable().default(null).meta({ description: 'What it is called.' }),
});

/** Large files that do not lie in the truss. */
export const weightsFields = {
  weights: z.array(weight).default([]).meta({ description: 'Files to fetch before the model starts.' }),
  model_cache: z.array(cachedModel).default([]).meta({ description: 'The older form of `weights`.' }),
  bdn: section({
    mounts: z.array(volumeMount).default([]).meta({ description: 'The volumes.' }),
  })
    .prefault({})
    .meta({ description: 'Volumes of the hosted platform.' }),
  external_data: z.array(externalFile).nullable().default(null).meta({
    description:
      'The oldest form of `weights`: files that are fetched into `data_dir`. What lies there already is taken as it is.',
  }),
};

import { z } from 'zod';

import { cloudIdentityFields } from './cloud-identity.ts';
import { section } from './section.ts';

const METHODS = [
  ...(['GCP_SERVICE_ACCOUNT_JSON', 'AWS_IAM', 'AWS_OIDC', 'GCP_OIDC'] as const),
  ...(['REGISTRY_SECRET', 'AWS_ASSUME_ROLE'] as const),
] as const;

/** How to log in to the registry of an image. ../docker-rules.ts says which fields go with which method. */
export const dockerAuth = section({
  // Older configs have it in lower case.
  auth_method: z
    .preprocess((method) => (typeof method === 'string' ? method.toUpperCase() : method), z.enum(METHODS))
    .meta({ description: 'What the registry wants.' }),
  registry: z.string().default('').meta({ description: 'The name of the registry.' }),
  secret_name: z.string().nullable().default(null).meta({ description: 'The secret with the credentials.' }),
  aws_access_key_id_secret_name: z
    .string()
    .default('aws_access_key_id')
    .meta({ description: 'For AWS_IAM: a secret.' }),
  aws_secret_access_key_secret_name: z
    .string()
    .default('aws_secret_access_key')
    .meta({ description: 'For AWS_IAM: a secret.' }),
  ...cloudIdentityFields,
});

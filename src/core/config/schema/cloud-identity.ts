import { z } from 'zod';

const text = z.string().nullable().default(null);

/** How to log in to a cloud without a secret, for registries and for weights. */
export const cloudIdentityFields = {
  aws_oidc_role_arn: text.meta({ description: 'For AWS_OIDC: the role to take.' }),
  aws_oidc_region: text.meta({ description: 'For AWS_OIDC: the region.' }),
  gcp_oidc_service_account: text.meta({ description: 'For GCP_OIDC: the account to use.' }),
  gcp_oidc_workload_id_provider: text.meta({ description: 'For GCP_OIDC: who vouches for the identity.' }),
  aws_assume_role_arn: text.meta({ description: 'For AWS_ASSUME_ROLE: the role that the platform takes.' }),
  aws_assume_role_region: text.meta({ description: 'For AWS_ASSUME_ROLE: the region.' }),
};

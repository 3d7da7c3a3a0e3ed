import type { Config } from '../../core/config/config.ts';
import type { SecretSources } from '../../system/secrets/find-secrets.ts';
import { findSecrets } from '../../system/secrets/find-secrets.ts';
import { readLocalStore } from './local-store.ts';

/**
 * The values of the secrets that a config declares, as `findSecrets` finds them, here also in the local store.
 *
 * `variables`: those of this process where not given.
 *
 * @throws {TrussError} `SECRET_STORE_INVALID`, `SECRET_STORE_EXPOSED`, `SECRET_UNREADABLE`.
 */
export async function resolveSecrets(
  config: Pick<Config, 'secrets'>,
  { variables = process.env, ...sources }: Partial<Omit<SecretSources, 'stored'>> = {},
): Promise<Record<string, string>> {
  if (Object.keys(config.secrets).length === 0) return {};
  const { secrets: stored } = await readLocalStore();
  return findSecrets(config, { ...sources, variables, stored });
}

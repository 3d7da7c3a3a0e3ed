// Secrets as the server of an image reads them: a file for each below /secrets (src/system/secrets). No value stands in a manifest.
import type { DeployPlan } from '../plan.ts';

const VOLUME = 'secrets';

/** The files that a container finds. */
export function secretMounts({ secret }: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  return secret === null ? [] : [{ name: VOLUME, mountPath: '/secrets', readOnly: true }];
}

/**
 * The volume of the secrets that the config declares, and of no others of the Secret. One without a default has to be there, or the pod
 * waits and says what is missing. `mode`: read by the group that the pod has (`fsGroup`) and by nobody else, where it can have one.
 */
export function secretVolumes(
  { secret, config }: DeployPlan,
  mode = 0o440,
): readonly Readonly<Record<string, unknown>>[] {
  if (secret === null) return [];
  const names = Object.entries(config.secrets);
  const source = (isOptional: boolean) => {
    const keys = names.filter(([, byDefault]) => (byDefault !== null) === isOptional).map(([key]) => key);
    const items = keys.map((key) => ({ key, path: key }));
    return keys.length === 0 ? [] : [{ secret: { name: secret.name, items, ...(isOptional && { optional: true }) } }];
  };
  return [{ name: VOLUME, projected: { defaultMode: mode, sources: [...source(false), ...source(true)] } }];
}

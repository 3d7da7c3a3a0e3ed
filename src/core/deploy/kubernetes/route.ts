import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { trackName } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { canaryPlans } from '../plan.ts';
import { modelPaths } from './model-paths.ts';
import { SERVICE_PORTS } from './ports.ts';

/** A way through a Gateway. Where there is a canary it gets its part of the requests, and the version before it the rest. */
export function httpRoute(plan: DeployPlan, { byName }: { readonly byName: boolean }): readonly Manifest[] {
  const wanted = plan.settings.route;
  if (wanted === null) return [];
  const { gateway, gateway_namespace: namespace, hosts } = wanted;
  const matches = modelPaths(plan.model, byName).map(({ path, isExact }) => ({
    path: { type: isExact ? 'Exact' : 'PathPrefix', value: path },
  }));
  return [
    manifest(plan, ['gateway.networking.k8s.io/v1', 'HTTPRoute'], {
      parentRefs: [{ name: gateway, ...(namespace !== null && { namespace }) }],
      ...(hosts.length > 0 && { hostnames: hosts }),
      rules: [{ matches, backendRefs: backends(plan) }],
    }),
  ];
}

function backends(plan: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  const percent = plan.canary?.percent ?? 0;
  const to = (of: DeployPlan, weight: number) => ({ name: trackName(of), port: SERVICE_PORTS.http, weight });
  return [to(plan, 100 - percent), ...canaryPlans(plan).map((canary) => to(canary, percent))];
}

import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import type { DeployPlan } from '../plan.ts';
import { modelPaths } from './model-paths.ts';

/** A name for the world outside. Several trusses with the same host have it together, each under its name. */
export function ingress(plan: DeployPlan, { byName }: { readonly byName: boolean }): readonly Manifest[] {
  const wanted = plan.settings.ingress;
  if (wanted === null) return [];
  const { host, class: className, tls_secret: tlsSecret, annotations } = wanted;
  const backend = { service: { name: plan.name, port: { name: 'http' } } };
  const paths = modelPaths(plan.model, byName).map(({ path, isExact }) => ({
    path,
    pathType: isExact ? 'Exact' : 'Prefix',
    backend,
  }));
  const made = manifest(plan, ['networking.k8s.io/v1', 'Ingress'], {
    ...(className !== null && { ingressClassName: className }),
    ...(tlsSecret !== null && { tls: [{ hosts: [host], secretName: tlsSecret }] }),
    rules: [{ host, http: { paths } }],
  });
  if (Object.keys(annotations).length === 0) return [made];
  return [{ ...made, metadata: { ...made.metadata, annotations: { ...made.metadata.annotations, ...annotations } } }];
}

import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { selectorLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { HTTP_PORT } from './ports.ts';

const NAMES = [
  { protocol: 'UDP', port: 53 },
  { protocol: 'TCP', port: 53 },
] as const;

/** Nothing of a pod is reached but its one port; who may do that, and whom the model may ask, the config says. */
export function networkPolicy(plan: DeployPlan): Manifest {
  const { from_namespaces: namespaces, egress } = plan.settings.network;
  const from =
    namespaces === null
      ? {}
      : {
          from: [
            { podSelector: {} },
            ...namespaces.map((name) => ({
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
            })),
          ],
        };
  return manifest(plan, ['networking.k8s.io/v1', 'NetworkPolicy'], {
    podSelector: { matchLabels: selectorLabels(plan) },
    policyTypes: egress ? ['Ingress'] : ['Ingress', 'Egress'],
    ingress: [{ ...from, ports: [{ protocol: 'TCP', port: HTTP_PORT }] }],
    ...(!egress && { egress: [{ ports: NAMES }] }),
  });
}

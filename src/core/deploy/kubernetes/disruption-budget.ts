import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { selectorLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';

/**
 * While nodes are emptied, one pod at a time is missing. Of a single pod none is asked for: it would either mean nothing, or keep a node
 * from being emptied for ever.
 */
export function disruptionBudget(plan: DeployPlan): readonly Manifest[] {
  if (plan.settings.replicas.min < 2) return [];
  return [
    manifest(plan, ['policy/v1', 'PodDisruptionBudget'], {
      maxUnavailable: 1,
      // A pod that does not get ready anyway keeps nobody.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selectorLabels(plan) },
    }),
  ];
}

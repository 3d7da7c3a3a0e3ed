import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { selectorLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { podTemplate } from './pod.ts';

/** After the longest start that is allowed, a rollout is called stuck. */
const MARGIN_SECONDS = 60;

/**
 * The pods of a model. Where their number follows the load it is not said here, lest whoever scales them is overruled each time; but for how
 * many are there (`kept`).
 */
export function deployment(plan: DeployPlan): Manifest {
  const { replicas, startSeconds, rollout } = plan.settings;
  const count = replicas.min === replicas.max ? replicas.min : plan.kept;
  const [maxUnavailable, maxSurge] = rollout === 'add_first' ? [0, 1] : [1, 0];
  return manifest(plan, ['apps/v1', 'Deployment'], {
    ...(count !== null && { replicas: count }),
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: startSeconds + MARGIN_SECONDS,
    selector: { matchLabels: selectorLabels(plan) },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
    template: podTemplate(plan),
  });
}

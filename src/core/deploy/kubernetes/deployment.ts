import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { selectorLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { podTemplate } from './pod.ts';

/** After the longest start that is allowed, a rollout is called stuck. */
const MARGIN_SECONDS = 60;

/** The pods of a model. Where their number follows the load it is not said here: whoever scales them would be overruled each time. */
export function deployment(plan: DeployPlan): Manifest {
  const { replicas, startSeconds, rollout } = plan.settings;
  const [maxUnavailable, maxSurge] = rollout === 'add_first' ? [0, 1] : [1, 0];
  return manifest(plan, ['apps/v1', 'Deployment'], {
    ...(replicas.min === replicas.max && { replicas: replicas.min }),
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: startSeconds + MARGIN_SECONDS,
    selector: { matchLabels: selectorLabels(plan) },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
    template: podTemplate(plan),
  });
}

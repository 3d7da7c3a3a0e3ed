import type { Manifest } from '../manifest.ts';
import { manifest } from '../manifest.ts';
import { DEPLOY_LABEL } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { HTTP_PORT } from './ports.ts';

/** By which the operator of Prometheus finds what each pod counts, of both versions. */
export function podMonitor(plan: DeployPlan): readonly Manifest[] {
  if (!plan.settings.monitoring) return [];
  return [
    manifest(plan, ['monitoring.coreos.com/v1', 'PodMonitor'], {
      selector: { matchLabels: { [DEPLOY_LABEL.instance]: plan.name } },
      podTargetLabels: [DEPLOY_LABEL.stage, DEPLOY_LABEL.track],
      podMetricsEndpoints: [{ port: HTTP_PORT, path: '/metrics', interval: '15s' }],
    }),
  ];
}

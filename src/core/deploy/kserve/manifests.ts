import { disruptionBudget } from '../kubernetes/disruption-budget.ts';
import { podMonitor } from '../kubernetes/pod-monitor.ts';
import type { Manifest } from '../manifest.ts';
import type { DeployPlan } from '../plan.ts';
import { inferenceService } from './inference-service.ts';
import { servingRuntime } from './serving-runtime.ts';

/** All objects of these plans. Services, routes and autoscalers KServe makes by itself. */
export function kserveManifests(plans: readonly DeployPlan[]): readonly Manifest[] {
  // One for all trusses that name it: that of the first.
  const all = plans.flatMap(servingRuntime).toReversed();
  const runtimes = new Map(all.map((runtime) => [runtime.metadata.name, runtime] as const));
  return [
    ...runtimes.values(),
    ...plans.flatMap((plan) => [
      inferenceService(plan),
      // Knative counts its pods itself.
      ...(plan.settings.kserve.mode === 'standard' ? disruptionBudget(plan) : []),
      ...podMonitor(plan),
    ]),
  ];
}

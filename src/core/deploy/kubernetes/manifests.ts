import type { Manifest } from '../manifest.ts';
import type { DeployPlan } from '../plan.ts';
import { canaryPlans } from '../plan.ts';
import { autoscaler } from './autoscaler.ts';
import { deployment } from './deployment.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { ingress } from './ingress.ts';
import { networkPolicy } from './network-policy.ts';
import { podMonitor } from './pod-monitor.ts';
import { httpRoute } from './route.ts';
import { service } from './service.ts';

/** All objects of these plans, in the order in which each finds what it needs. */
export function kubernetesManifests(plans: readonly DeployPlan[]): readonly Manifest[] {
  const byName = plans.length > 1;
  return plans.flatMap((plan) => [
    ...pods(plan),
    ...canaryPlans(plan).flatMap(pods),
    ...ingress(plan, { byName }),
    ...httpRoute(plan, { byName }),
    ...podMonitor(plan),
  ]);
}

/** What each version of a truss has for itself. */
function pods(plan: DeployPlan): readonly Manifest[] {
  return [networkPolicy(plan), service(plan), deployment(plan), ...disruptionBudget(plan), ...autoscaler(plan)];
}

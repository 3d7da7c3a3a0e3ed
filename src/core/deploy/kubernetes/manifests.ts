import type { Manifest } from '../manifest.ts';
import type { DeployPlan } from '../plan.ts';
import { deployment } from './deployment.ts';
import { service } from './service.ts';

/** All objects of these plans. */
export function kubernetesManifests(plans: readonly DeployPlan[]): readonly Manifest[] {
  return plans.flatMap((plan) => [service(plan), deployment(plan)]);
}

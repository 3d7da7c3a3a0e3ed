// Every target. One more is a line in each list here: CONTRIBUTING.md says what else.
import { composeTarget } from './compose/target.ts';
import { kserveManifests } from './kserve/manifests.ts';
import { kserveTarget } from './kserve/target.ts';
import { kubernetesManifests } from './kubernetes/manifests.ts';
import { kubernetesTarget } from './kubernetes/target.ts';
import type { Manifest } from './manifest.ts';
import type { DeployPlan } from './plan.ts';
import type { DeployTarget } from './target.ts';

/** As `--target` takes them; the first is the default. */
export const TARGET_NAMES = ['kubernetes', 'kserve', 'compose'] as const;

/** The name of a target. */
export type TargetName = (typeof TARGET_NAMES)[number];

export const TARGETS: Readonly<Record<TargetName, DeployTarget>> = {
  kubernetes: kubernetesTarget,
  kserve: kserveTarget,
  compose: composeTarget,
};

const MANIFESTS: Readonly<Record<ClusterTargetName, (plans: readonly DeployPlan[]) => readonly Manifest[]>> = {
  kubernetes: kubernetesManifests,
  kserve: kserveManifests,
};

/** The name of a target that is a cluster. */
export type ClusterTargetName = Exclude<TargetName, 'compose'>;

/** The objects that a cluster is asked to have for these plans, in the order in which they can be applied. */
export function renderTarget(name: ClusterTargetName, plans: readonly DeployPlan[]): readonly Manifest[] {
  return MANIFESTS[name](plans);
}

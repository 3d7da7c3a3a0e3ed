import { manifestDocuments } from '../manifest.ts';
import type { DeployTarget } from '../target.ts';
import { refuseWeights } from '../target.ts';
import { kserveManifests } from './manifests.ts';

/** KServe, in Standard or Knative mode as the config says. */
export const kserveTarget: DeployTarget = {
  about: 'KServe: an InferenceService',
  applyCommand: (path) => `kubectl apply --server-side --filename ${path}`,
  render: (plans) => manifestDocuments(kserveManifests(plans)),
  refuse: (plan) => {
    const { canary, settings } = plan;
    const { replicas, kserve, autoscaling } = settings;
    const sleeps = replicas.min === 0 && replicas.max > 0;
    if (sleeps && kserve.mode === 'standard') {
      const hint = 'Write `kserve: {mode: knative}`, or `min: 1`.';
      return { field: 'replicas', message: 'no pod is left to notice a request', hint };
    }
    if (sleeps && autoscaling.signal === 'cpu') {
      const hint = 'Write `autoscaling: {signal: concurrency}`.';
      return { field: 'autoscaling', message: 'a pod that sleeps has no processor to look at', hint };
    }
    if (canary !== null && kserve.storage !== null) {
      const hint = 'Put the truss into its image, or deploy the new version under another name.';
      return { field: 'kserve.storage', message: 'the image of a ServingRuntime is that of all its models', hint };
    }
    return refuseWeights(plan);
  },
};

import { manifestDocuments } from '../manifest.ts';
import type { DeployTarget } from '../target.ts';
import { refuseWeights } from '../target.ts';
import { kubernetesManifests } from './manifests.ts';

/** Plain Kubernetes: nothing has to be installed in the cluster. */
export const kubernetesTarget: DeployTarget = {
  about: 'plain Kubernetes: a Deployment, a Service, and what goes with them',
  applyCommand: (path) => `kubectl apply --server-side --filename ${path}`,
  render: (plans) => manifestDocuments(kubernetesManifests(plans)),
  refuse: (plan) => {
    const { settings, canary } = plan;
    const { min, max } = settings.replicas;
    if (min === 0 && max > 0) {
      const hint = 'Write `min: 1`, or take KServe with Knative, which wakes them: --target kserve.';
      return { field: 'replicas', message: 'no pod is left to notice a request', hint };
    }
    if (canary !== null && settings.route === null) {
      const hint = 'Write `route: {gateway: NAME}`: a Service cannot share out requests by weight.';
      return { field: 'route', message: 'a canary needs an HTTPRoute', hint };
    }
    return refuseWeights(plan);
  },
};

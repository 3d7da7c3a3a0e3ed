import { manifestDocuments } from '../manifest.ts';
import type { DeployTarget } from '../target.ts';
import { kubernetesManifests } from './manifests.ts';

/** Plain Kubernetes: nothing has to be installed in the cluster. */
export const kubernetesTarget: DeployTarget = {
  about: 'plain Kubernetes: a Deployment, a Service, and what goes with them',
  applyCommand: (path) => `kubectl apply --server-side --filename ${path}`,
  render: (plans) => manifestDocuments(kubernetesManifests(plans)),
};

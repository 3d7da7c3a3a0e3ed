import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { findDeployments, readRollout, serviceOf } from './find-deployments.ts';

const { signal } = new AbortController();

/** What Knative makes of an InferenceService in its second state: two revisions, of which the first has no pods any more. */
function revision(generation: number, replicas: number) {
  const name = `iris-predictor-0000${generation}-deployment`;
  const labels = {
    'app.kubernetes.io/managed-by': 'truss',
    'app.kubernetes.io/instance': 'iris',
    'serving.kserve.io/inferenceservice': 'iris',
    'serving.knative.dev/configurationGeneration': String(generation),
  };
  const ownerReferences = [{ kind: 'Revision', name: `iris-predictor-0000${generation}`, uid: '1' }];
  const template = { spec: { containers: [{ name: 'kserve-container', image: `iris:${generation}` }] } };
  return { metadata: { name, namespace: 'ml', labels, ownerReferences }, spec: { replicas, template }, status: {} };
}

const plain = {
  metadata: { name: 'churn', namespace: 'ml' },
  spec: { replicas: 1, template: { spec: { containers: [{ name: 'model', image: 'churn:1' }] } } },
};

test('of the revisions of Knative the newest is the deployment, under the name of its service', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments .*metadata\.name=iris/, { items: [] })
    .on(/get deployments/, { items: [revision(9, 0), revision(10, 2), plain] })
    .on(/get (?:replicasets|pods)/, { items: [] });
  const cluster = fakeCluster(kubectl);
  const found = await findDeployments(cluster, { allNamespaces: false, signal });
  expect(found.map((each) => serviceOf(each) ?? each.metadata.name)).toEqual(['churn', 'iris']);
  const { deployment } = await readRollout(cluster, 'iris', signal);
  expect(deployment.metadata.name).toBe('iris-predictor-000010-deployment');
});

import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { deleteDeployment, objectsOf, rollBack, scaleDeployment } from './change-deployment.ts';
import { readRollout } from './find-deployments.ts';

const { signal } = new AbortController();

function version(revision: number) {
  const image = `iris:${revision}`;
  return {
    metadata: {
      name: `iris-${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ kind: 'Deployment', name: 'iris', uid: '1' }],
    },
    spec: {
      template: {
        metadata: {
          labels: { 'pod-template-hash': 'x', a: 'b' },
          annotations: { 'truss.dev/digest': `digest-${revision}` },
        },
        spec: { containers: [{ name: 'model', image }] },
      },
    },
  };
}

function deployed(...revisions: readonly number[]): FakeKubectl {
  const template = version(revisions.at(-1) ?? 1).spec.template;
  return new FakeKubectl()
    .on(/get deployments/, { items: [{ metadata: { name: 'iris' }, spec: { template } }] })
    .on(/get replicasets/, { items: revisions.map(version) })
    .on(/get pods/, { items: [] })
    .on(/get hpa/, { items: [] })
    .on(/patch/, '');
}

test('the version before is taken, with its digest and without what the cluster has added', async () => {
  const kubectl = deployed(1, 3, 4);
  const back = await rollBack(fakeCluster(kubectl), 'iris', { revision: null, signal });
  expect(back).toEqual({ from: 4, to: 3, image: 'iris:3' });
  const patch = JSON.parse(/--patch (.*)$/.exec(kubectl.asked.at(-1) ?? '')?.[1] ?? '') as unknown;
  expect(patch).toEqual([
    {
      op: 'replace',
      path: '/spec/template',
      value: {
        metadata: { labels: { a: 'b' }, annotations: { 'truss.dev/digest': 'digest-3' } },
        spec: { containers: [{ name: 'model', image: 'iris:3' }] },
      },
    },
    { op: 'add', path: '/metadata/annotations/truss.dev~1digest', value: 'digest-3' },
  ]);
});

test('a version that there is not is named, with those that there are', async () => {
  await expect(rollBack(fakeCluster(deployed(1, 2)), 'iris', { revision: 7, signal })).rejects.toMatchObject({
    code: 'DEPLOY_REVISION_MISSING',
    message: 'iris in namespace ml of dev (https://10.0.0.1:6443) has no version 7; there are 1.',
  });
  await expect(rollBack(fakeCluster(deployed(1)), 'iris', { revision: null, signal })).rejects.toMatchObject({
    message: 'iris in namespace ml of dev (https://10.0.0.1:6443) has no former version.',
  });
});

test('what follows the load is not scaled by hand', async () => {
  const scaled = new FakeKubectl()
    .on(/get hpa/, { items: [{ kind: 'HorizontalPodAutoscaler', metadata: { name: 'iris' } }] })
    .on(/get deployments/, { items: [{ metadata: { name: 'iris' }, spec: version(1).spec }] })
    .on(/get/, { items: [] });
  await expect(scaleDeployment(fakeCluster(scaled), 'iris', { replicas: 3, signal })).rejects.toMatchObject({
    code: 'DEPLOY_SCALED_BY_LOAD',
  });
  const kubectl = deployed(1);
  await scaleDeployment(fakeCluster(kubectl), 'iris', { replicas: 3, signal });
  expect(kubectl.asked.at(-1)).toContain('--field-manager truss-scale --patch {"spec":{"replicas":3}}');
});

test('what KServe has made is found by the name of its service, and not changed behind its back', async () => {
  const owned = {
    metadata: { name: 'iris-predictor', ownerReferences: [{ kind: 'InferenceService', name: 'iris', uid: '1' }] },
    spec: version(1).spec,
  };
  const kubectl = new FakeKubectl()
    .on(/field-selector metadata.name=iris/, { items: [] })
    .on(/get deployments/, { items: [owned] })
    .on(/get/, { items: [] });
  const cluster = fakeCluster(kubectl);
  expect((await readRollout(cluster, 'iris', signal)).deployment.metadata.name).toBe('iris-predictor');
  const refused = { code: 'DEPLOY_UNSUPPORTED', message: expect.stringContaining('iris in namespace ml') as string };
  await expect(rollBack(cluster, 'iris', { revision: null, signal })).rejects.toMatchObject(refused);
  await expect(scaleDeployment(cluster, 'iris', { replicas: 2, signal })).rejects.toMatchObject(refused);
});

test('what a controller has made goes with what it was made of', async () => {
  const own = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'iris' } };
  const made = {
    ...own,
    metadata: { name: 'iris-predictor', ownerReferences: [{ kind: 'InferenceService', name: 'iris', uid: '1' }] },
  };
  const kubectl = new FakeKubectl()
    .on(/api-resources/, 'services\n')
    .on(/get services/, { kind: 'List', items: [own, made] });
  expect((await objectsOf(fakeCluster(kubectl), 'iris', signal)).map(({ metadata }) => metadata.name)).toEqual([
    'iris',
  ]);
});

test('only kinds that the cluster knows are looked for, and all that is found is deleted by name', async () => {
  const items = [{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'iris', namespace: 'ml' } }];
  const kubectl = new FakeKubectl()
    .on(/api-resources/, 'services\ndeployments.apps\nwidgets.example.com\n')
    .on(/get deployments.apps,services /, { kind: 'List', items })
    .on(/delete/, '');
  const cluster = fakeCluster(kubectl);
  const objects = await objectsOf(cluster, 'iris', signal);
  await deleteDeployment(cluster, objects, { wait: true, timeoutMs: 60_000, signal });
  expect(JSON.parse(kubectl.inputs.at(-1) ?? '')).toMatchObject({ kind: 'List', items });
});

import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { findCanary, removeCanary, takeCanary } from './canary.ts';

const { signal } = new AbortController();

function version(track: string) {
  const name = track === 'canary' ? 'iris-canary' : 'iris';
  const template = {
    metadata: { labels: { 'truss.dev/track': track }, annotations: { 'truss.dev/digest': `digest-${track}` } },
    spec: { containers: [{ name: 'model', image: `iris:${track}` }] },
  };
  return { kind: 'Deployment', metadata: { name, labels: { 'truss.dev/track': track } }, spec: { template } };
}

const route = {
  kind: 'HTTPRoute',
  metadata: { name: 'iris', labels: { 'truss.dev/track': 'stable' } },
  spec: {
    rules: [
      {
        backendRefs: [
          { name: 'iris', port: 80, weight: 90 },
          { name: 'iris-canary', port: 80, weight: 10 },
        ],
      },
    ],
  },
};

function patchIn(words: string | undefined): unknown {
  return JSON.parse(/--patch (.*)$/.exec(words ?? '')?.[1] ?? '');
}

test('pods that answer are made of what the canary is made of, and stay what finds them', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, { items: [version('stable'), version('canary')] })
    .on(/patch/, '');
  const cluster = fakeCluster(kubectl);
  await takeCanary(cluster, await findCanary(cluster, 'iris', signal), signal);
  expect(kubectl.asked.at(-1)).toContain('patch deployment iris --type json');
  expect(patchIn(kubectl.asked.at(-1))).toMatchObject([
    {
      path: '/spec/template',
      value: {
        metadata: { labels: { 'truss.dev/track': 'stable' } },
        spec: { containers: [{ image: 'iris:canary' }] },
      },
    },
    { path: '/metadata/annotations/truss.dev~1digest', value: 'digest-canary' },
  ]);
});

test('all of the load goes to the version that answers before the canary is taken away', async () => {
  const kubectl = new FakeKubectl()
    .on(/api-resources/, 'deployments.apps\nhttproutes.gateway.networking.k8s.io\n')
    .on(/get httproute iris/, route)
    .on(/get deployments.apps,/, { items: [version('stable'), version('canary'), route] })
    .on(/patch|delete/, '');
  await removeCanary(fakeCluster(kubectl), 'iris', { timeoutMs: 1000, signal });
  const [patched, deleted] = kubectl.asked.slice(-2);
  expect(patchIn(patched)).toEqual([
    { op: 'replace', path: '/spec/rules/0/backendRefs', value: [{ name: 'iris', port: 80, weight: 100 }] },
  ]);
  expect(deleted).toContain('delete');
  expect(JSON.parse(kubectl.inputs.at(-1) ?? '')).toMatchObject({ items: [{ metadata: { name: 'iris-canary' } }] });
});

test('where no second version is tried, it is said', async () => {
  const kubectl = new FakeKubectl().on(/get deployments/, { items: [version('stable')] });
  await expect(findCanary(fakeCluster(kubectl), 'iris', signal)).rejects.toMatchObject({
    code: 'DEPLOY_CANARY_MISSING',
  });
});

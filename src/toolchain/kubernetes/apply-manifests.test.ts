import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { applyManifests, diffManifests, requireNamespace } from './apply-manifests.ts';

const { signal } = new AbortController();
const applying = { force: false, dryRun: 'none', signal } as const;
const conflictWith = (manager: string) => ({
  complaint: `error: Apply failed with 1 conflict: conflict with "${manager}" using apps/v1: .spec.replicas\nPlease review the fields above`,
});

test('what would be refused is refused in a dry run, before anything has changed', async () => {
  const refused = { complaint: 'The Deployment "iris" is invalid: spec.replicas: Invalid value: -1' };
  const kubectl = new FakeKubectl().on(/--dry-run=server/, refused);
  await expect(applyManifests(fakeCluster(kubectl), 'yaml', applying)).rejects.toMatchObject({
    code: 'DEPLOY_MANIFEST_REFUSED',
  });
  expect(kubectl.asked).toHaveLength(1);
});

test('what is taken is applied in our name, and told', async () => {
  const kubectl = new FakeKubectl().on(/apply/, 'service/iris serverside-applied\ndeployment.apps/iris created\n');
  expect(await applyManifests(fakeCluster(kubectl), 'yaml', applying)).toEqual([
    { kind: 'service', name: 'iris', outcome: 'serverside-applied' },
    { kind: 'deployment', name: 'iris', outcome: 'created' },
  ]);
  expect(kubectl.asked[1]).toBe(
    '--context dev --namespace ml --request-timeout 30s apply --server-side --field-manager truss --validate=strict --filename -',
  );
  expect(kubectl.inputs).toEqual(['yaml', 'yaml']);
});

test('fields that another command of ours has set are taken over', async () => {
  const kubectl = new FakeKubectl()
    .on(/--force-conflicts/, 'deployment.apps/iris serverside-applied')
    .on(/apply/, conflictWith('truss-scale'));
  await applyManifests(fakeCluster(kubectl), 'yaml', applying);
  expect(kubectl.asked.at(-1)).toContain('--force-conflicts');
});

test('fields of somebody else are taken over only where it is said', async () => {
  const kubectl = new FakeKubectl()
    .on(/--force-conflicts/, 'deployment.apps/iris serverside-applied')
    .on(/apply/, conflictWith('kubectl-edit'));
  const cluster = fakeCluster(kubectl);
  await expect(applyManifests(cluster, 'yaml', applying)).rejects.toMatchObject({ code: 'DEPLOY_CONFLICT' });
  expect(await applyManifests(cluster, 'yaml', { ...applying, force: true })).toHaveLength(1);
});

test('a diff names no files of kubectl', async () => {
  const kubectl = new FakeKubectl().on(
    / diff /,
    'diff -u -N /tmp/LIVE-1/apps.v1.Deployment.ml.iris /tmp/MERGED-2/apps.v1.Deployment.ml.iris\n--- /tmp/LIVE-1/apps.v1.Deployment.ml.iris\t2026\n+++ /tmp/MERGED-2/apps.v1.Deployment.ml.iris\t2026\n@@ -1 +1 @@\n-  replicas: 1\n+  replicas: 2\n',
  );
  expect(await diffManifests(fakeCluster(kubectl), 'yaml', signal)).toBe(
    '--- now apps.v1.Deployment.ml.iris\n+++ then apps.v1.Deployment.ml.iris\n@@ -1 +1 @@\n-  replicas: 1\n+  replicas: 2',
  );
});

test('a namespace has to be there, unless it may not be looked at', async () => {
  const gone = new FakeKubectl().on(/get namespace/, {
    complaint: 'Error from server (NotFound): namespaces "ml" not found',
  });
  await expect(requireNamespace(fakeCluster(gone), signal)).rejects.toMatchObject({ code: 'DEPLOY_NAMESPACE_MISSING' });
  const forbidden = 'User "dev" cannot get resource "namespaces" in API group "" in the namespace "ml"';
  const unseen = new FakeKubectl().on(/get namespace/, { complaint: forbidden });
  await requireNamespace(fakeCluster(unseen), signal);
});

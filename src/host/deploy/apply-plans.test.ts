// What becomes of a deployment that is there when its config asks for something else: of the number of its pods, and of what it had.
import { expect, test } from 'vitest';

import { configOf } from '../../../test/deploy/trusses.ts';
import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { makePlan } from '../../core/deploy/make-plan.ts';
import { applyPlans, diffPlans } from './apply-plans.ts';
import { keptReplicas, requireOwnPlace, runningVersions } from './running-versions.ts';

const { signal } = new AbortController();
const how = { target: 'kubernetes', isCanary: false, force: false, signal } as const;

function plan(text: string, more: { readonly model?: string; readonly stage?: string } = {}) {
  return makePlan({ model: 'iris', stage: null, ...more, config: configOf(text), image: 'r/iris:1' });
}

const ours = { manager: 'truss', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {} } } };

function deployment(replicas: number, managedFields: readonly object[], labels: object = {}) {
  const metadata = {
    name: 'iris',
    managedFields,
    labels: { 'app.kubernetes.io/name': 'iris', 'truss.dev/track': 'stable', ...labels },
  };
  return { metadata, spec: { replicas, template: { spec: { containers: [{ name: 'model', image: 'r/iris:0' }] } } } };
}

function left(kind: string, more: object = {}) {
  return { apiVersion: 'x/v1', kind, metadata: { name: 'iris', managedFields: [ours], ...more } };
}

const KINDS = 'horizontalpodautoscalers.autoscaling\ningresses.networking.k8s.io\npoddisruptionbudgets.policy\n';

test.each([
  ['as many pods as there are, where we have said how many', 7, [ours], 7],
  ['no more than there may be', 40, [ours], 10],
  ['the fewest, where there are none, which nobody would wake', 0, [], 2],
  ['nothing, where something else has set it since', 7, [{ ...ours, manager: 'kube-controller-manager' }], null],
])('a number that follows the load from now on: %s', async (_, replicas, managedFields, kept) => {
  const kubectl = new FakeKubectl().on(/get deployments/, { items: [deployment(replicas, managedFields)] });
  const running = await runningVersions(fakeCluster(kubectl), signal);
  expect(kubectl.asked[0]).toContain('--show-managed-fields');
  expect(keptReplicas(plan('deploy: {replicas: {min: 2, max: 10}}\n'), running.get('iris'))).toBe(kept);
  expect(keptReplicas(plan('deploy: {replicas: 3}\n'), running.get('iris'))).toBeNull();
});

test('what is not asked for any more goes, before what is asked for is applied', async () => {
  const items = [
    left('HorizontalPodAutoscaler'),
    left('Ingress'),
    left('HorizontalPodAutoscaler', {
      name: 'keda-hpa-iris',
      ownerReferences: [{ kind: 'ScaledObject', name: 'i', uid: '1' }],
    }),
    left('Ingress', { name: 'by-hand', managedFields: [{ manager: 'kubectl', operation: 'Apply' }] }),
    left('PodDisruptionBudget'),
  ];
  const conflict = {
    complaint:
      'error: Apply failed with 1 conflict: conflict with "kube-controller-manager" with subresource "scale" using apps/v1: .spec.replicas\nPlease review the fields above',
  };
  const kubectl = new FakeKubectl()
    .on(/api-resources/, KINDS)
    .on(/get horizontal/, { kind: 'List', items })
    .on(/--force-conflicts/, 'deployment.apps/iris serverside-applied\n')
    .on(/apply/, conflict)
    .on(/delete/, '');
  const objects = await applyPlans(fakeCluster(kubectl), [plan('deploy: {replicas: 2}\n')], { ...how, dryRun: 'none' });
  expect(objects.slice(1)).toEqual([
    { kind: 'horizontalpodautoscaler', name: 'iris', outcome: 'deleted' },
    { kind: 'ingress', name: 'iris', outcome: 'deleted' },
  ]);
  const verbs = kubectl.asked.map((words) => / (delete|apply) .*?(dry-run)?(?= |$)/.exec(words)?.[1]).filter(Boolean);
  expect(verbs.slice(verbs.indexOf('delete'))).toEqual(['delete', 'apply', 'apply']);
});

test('nothing goes in a dry run, a diff or beside a canary, and the first two say what would', async () => {
  const kubectl = new FakeKubectl()
    .on(/api-resources/, KINDS)
    .on(/get horizontal/, { kind: 'List', items: [left('Ingress')] })
    .on(/ diff /, '')
    .on(/apply/, 'deployment.apps/iris serverside-applied (server dry run)\n');
  const cluster = fakeCluster(kubectl);
  const plans = [plan('')];
  expect(await applyPlans(cluster, plans, { ...how, dryRun: 'server' })).toContainEqual({
    kind: 'ingress',
    name: 'iris',
    outcome: 'deleted (server dry run)',
  });
  expect(await diffPlans(cluster, plans, how)).toBe('--- now Ingress iris\n+++ then nothing');
  await applyPlans(cluster, plans, { ...how, isCanary: true, dryRun: 'none' });
  expect(kubectl.asked.filter((words) => words.includes(' delete '))).toEqual([]);
});

test('a field of somebody else is his, also beside an autoscaler that goes', async () => {
  const kubectl = new FakeKubectl()
    .on(/api-resources/, KINDS)
    .on(/get horizontal/, { kind: 'List', items: [left('HorizontalPodAutoscaler')] })
    .on(/apply/, {
      complaint:
        'error: Apply failed with 2 conflicts: conflicts with "kubectl-edit" using apps/v1:\n- .spec.replicas\n- .spec.strategy\nPlease review the fields above',
    });
  await expect(applyPlans(fakeCluster(kubectl), [plan('')], { ...how, dryRun: 'none' })).rejects.toMatchObject({
    code: 'DEPLOY_CONFLICT',
  });
  expect(kubectl.asked.filter((words) => words.includes(' delete '))).toEqual([]);
});

test('a model does not take the place of another whose objects are called the same', async () => {
  const there = deployment(1, [], { 'app.kubernetes.io/name': 'iris-production' });
  const kubectl = new FakeKubectl().on(/get deployments/, {
    items: [{ ...there, metadata: { ...there.metadata, name: 'iris-production' } }],
  });
  const cluster = fakeCluster(kubectl);
  const running = await runningVersions(cluster, signal);
  requireOwnPlace(cluster, plan('', { model: 'iris-production' }), running);
  expect(() => requireOwnPlace(cluster, plan('', { stage: 'production' }), running)).toThrow(
    'iris-production in namespace ml of dev (https://10.0.0.1:6443) is the model iris-production, and would become the model iris in the stage production.',
  );
});

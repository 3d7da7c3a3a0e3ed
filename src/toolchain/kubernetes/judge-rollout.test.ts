import { describe, expect, test } from 'vitest';

import type { ClusterPod } from './cluster-objects.ts';
import { deploymentSchema, podSchema, replicaSetSchema } from './cluster-objects.ts';
import type { RolloutFacts } from './judge-rollout.ts';
import { judgeRollout } from './judge-rollout.ts';

const template = { spec: { containers: [{ name: 'model', image: 'iris:1' }] } };

function version(revision: number, more: object = {}) {
  return replicaSetSchema.parse({
    metadata: {
      name: `iris-${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ kind: 'Deployment', name: 'iris', uid: '1' }],
    },
    spec: { template },
    status: { readyReplicas: 0, ...more },
  });
}

function pod(revision: number, status: object, more: object = {}): ClusterPod {
  return podSchema.parse({
    metadata: {
      name: `iris-${revision}-x`,
      ownerReferences: [{ kind: 'ReplicaSet', name: `iris-${revision}`, uid: '2' }],
      ...more,
    },
    spec: {},
    status,
  });
}

const READY = { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [] };
const waiting = (reason: string, message = '', restartCount = 0, lastState = {}) => ({
  containerStatuses: [
    { name: 'model', ready: false, restartCount, state: { waiting: { reason, message } }, lastState },
  ],
});

function facts(pods: readonly ClusterPod[], status: object = {}, of: Partial<RolloutFacts> = {}): RolloutFacts {
  const deployment = deploymentSchema.parse({
    metadata: { name: 'iris', generation: 2 },
    spec: { replicas: 1, template },
    status: { observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1, ...status },
  });
  return { deployment, replicaSets: [version(1), version(2)], pods, ...of };
}

describe('a rollout', () => {
  test('is done when every pod is of the new version, and ready', () => {
    const done = facts([pod(2, READY)], { replicas: 1 });
    expect(judgeRollout(done)).toMatchObject({ isDone: true, wanted: 1, ready: 1, former: 0, waitsFor: null });
  });

  test('is not done while a pod of the former version is there', () => {
    expect(judgeRollout(facts([pod(1, READY), pod(2, READY)]))).toMatchObject({ isDone: false, former: 1 });
  });

  test('has not begun while the cluster has not looked at what was applied', () => {
    const seen = facts([pod(2, READY)], { observedGeneration: 1, replicas: 1 });
    expect(judgeRollout(seen)).toMatchObject({ isDone: false, ready: 0, trouble: null });
  });

  test('counts no pod as ready that leaves', () => {
    const leaving = pod(2, READY, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(judgeRollout(facts([leaving]))).toMatchObject({ ready: 0 });
  });
});

describe('trouble', () => {
  const crashed = { terminated: { exitCode: 1, reason: 'Error' } };
  const killed = { terminated: { exitCode: 137, reason: 'OOMKilled' } };
  test.each([
    ['image', waiting('ImagePullBackOff', 'no such host'), 'no such host'],
    ['config', waiting('CreateContainerConfigError', 'secret "iris" not found'), 'secret "iris" not found'],
    ['crash', waiting('CrashLoopBackOff', '', 2, crashed), 'container model has ended 2 times (exit code 1)'],
    [
      'crash',
      waiting('CrashLoopBackOff', '', 3, killed),
      'container model has ended 3 times (it used more memory than it may have)',
    ],
  ])('of kind %s is seen', (kind, status, message) => {
    expect(judgeRollout(facts([pod(1, READY), pod(2, status)])).trouble).toEqual({ kind, pod: 'iris-2-x', message });
  });

  test('is none where a container has crashed once, or is being made', () => {
    expect(judgeRollout(facts([pod(2, waiting('CrashLoopBackOff', '', 1, crashed))])).trouble).toBeNull();
    const made = judgeRollout(facts([pod(2, waiting('ContainerCreating'))]));
    expect(made).toMatchObject({ trouble: null, waitsFor: 'iris-2-x gets its image and volumes' });
  });

  test('is a quota that lets no pod be made', () => {
    const message = 'pods "iris-2-x" is forbidden: exceeded quota: small, requested: pods=1';
    const refused = version(2, { conditions: [{ type: 'ReplicaFailure', status: 'True', message }] });
    const state = judgeRollout(facts([], {}, { replicaSets: [refused, version(1)] }));
    expect(state.trouble).toEqual({ kind: 'quota', pod: null, message });
  });

  test('of the former version is none of the new one', () => {
    expect(judgeRollout(facts([pod(1, waiting('ImagePullBackOff'))])).trouble).toBeNull();
  });
});

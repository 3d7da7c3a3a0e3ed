import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import type { RolloutState } from './judge-rollout.ts';
import { watchRollout } from './watch-rollout.ts';

const { signal } = new AbortController();
const template = { spec: { containers: [{ name: 'model', image: 'iris:2' }] } };

function deployment(status: object) {
  const metadata = { name: 'iris', generation: 1 };
  return { items: [{ metadata, spec: { replicas: 1, template }, status: { observedGeneration: 1, ...status } }] };
}

function versions(former: number) {
  const of = (revision: number, readyReplicas: number) => ({
    metadata: {
      name: `iris-${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ kind: 'Deployment', name: 'iris', uid: '1' }],
    },
    spec: { template },
    status: { readyReplicas },
  });
  return { items: [of(1, former), of(2, 0)] };
}

const pods = (status: object) => ({
  items: [
    {
      metadata: { name: 'iris-2-x', ownerReferences: [{ kind: 'ReplicaSet', name: 'iris-2', uid: '2' }] },
      spec: {},
      status,
    },
  ],
});

const NOT_YET = deployment({ replicas: 2, updatedReplicas: 1, availableReplicas: 1 });
const DONE = deployment({ replicas: 1, updatedReplicas: 1, availableReplicas: 1 });
const crashing = {
  containerStatuses: [
    {
      name: 'model',
      ready: false,
      restartCount: 2,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1 } },
    },
  ],
};

function watch(kubectl: FakeKubectl, timeoutMs = 60_000, states: RolloutState[] = []) {
  const onState = (state: RolloutState): void => void states.push(state);
  return watchRollout(fakeCluster(kubectl), 'iris', { timeoutMs, onState, signal, pollMs: 1 });
}

test('it is told how far it is, until it is done', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, NOT_YET, DONE)
    .on(/get replicasets/, versions(1))
    .on(/get pods/, pods({ containerStatuses: [] }));
  const states: RolloutState[] = [];
  expect(await watch(kubectl, 60_000, states)).toMatchObject({ isDone: true });
  expect(states.map(({ isDone }) => isDone)).toEqual([false, true]);
});

test('a version that crashes is an error with what it said last, its events, and the way back', async () => {
  const log = JSON.stringify({ message: 'The model cannot be loaded', traceback: 'ValueError: no' });
  const kubectl = new FakeKubectl()
    .on(/get deployments/, NOT_YET)
    .on(/get replicasets/, versions(1))
    .on(/get pods/, pods(crashing))
    .on(/get events/, {
      items: [
        { type: 'Warning', reason: 'BackOff', message: 'Back-off', count: 3, involvedObject: { name: 'iris-2-x' } },
      ],
    })
    .on(/logs iris-2-x .*--previous/, `Starting\n${log}\n`)
    // It has been started again, and tells of that.
    .on(/logs iris-2-x/, 'Starting\nLoading\nStill loading\n');
  await expect(watch(kubectl)).rejects.toMatchObject({
    code: 'DEPLOY_NOT_READY',
    message: [
      'iris does not get ready in namespace ml of dev (https://10.0.0.1:6443): container model has ended 2 times (exit code 1).',
      'Events of iris-2-x:',
      '  BackOff (3 times): Back-off',
      'iris-2-x said last:',
      '  Starting',
      '  The model cannot be loaded',
      '    ValueError: no',
      'The former version still answers.',
    ].join('\n'),
    hint: expect.stringContaining('truss deploy rollback iris') as string,
  });
});

test('while a container goes before the model it is told what that says', async () => {
  const first = { name: 'weights', ready: false, restartCount: 0, state: {} };
  const model = { name: 'model', ready: false, restartCount: 0, state: { waiting: { reason: 'PodInitializing' } } };
  const kubectl = new FakeKubectl()
    .on(/get deployments/, NOT_YET)
    .on(/get replicasets/, versions(0))
    .on(/get pods/, pods({ initContainerStatuses: [first], containerStatuses: [model] }))
    .on(/get events/, { items: [] })
    .on(/logs iris-2-x --container=weights --tail 1$/, `${JSON.stringify({ message: 'Fetching: 3 of 15 GB' })}\n`)
    .on(/logs iris-2-x --container=weights --tail 20/, 'all of it\n');
  const states: RolloutState[] = [];
  const message = expect.stringMatching(/: iris-2-x: Fetching: 3 of 15 GB[\s\S]*said last:\n {2}all of it/) as string;
  await expect(watch(kubectl, 5, states)).rejects.toMatchObject({ message });
  expect(states[0]).toMatchObject({ waitsFor: 'iris-2-x: Fetching: 3 of 15 GB' });
});

test('an image that cannot be had is looked for a few times', async () => {
  const reason = { waiting: { reason: 'ErrImagePull', message: 'no such host' } };
  const kubectl = new FakeKubectl()
    .on(/get deployments/, NOT_YET)
    .on(/get replicasets/, versions(0))
    .on(/get pods/, pods({ containerStatuses: [{ name: 'model', ready: false, restartCount: 0, state: reason }] }))
    .on(/get events/, { items: [] })
    .on(/logs/, { complaint: 'container is waiting' });
  await expect(watch(kubectl)).rejects.toMatchObject({ code: 'DEPLOY_IMAGE_UNPULLABLE' });
  expect(kubectl.asked.filter((words) => words.includes('get pods'))).toHaveLength(3);
});

test('what takes too long says what it waits for', async () => {
  const kubectl = new FakeKubectl()
    .on(/get deployments/, NOT_YET)
    .on(/get replicasets/, versions(0))
    .on(/get pods/, pods({ conditions: [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes' }] }))
    .on(/get events/, { items: [] })
    .on(/logs/, '');
  await expect(watch(kubectl, 5)).rejects.toMatchObject({
    code: 'DEPLOY_NOT_READY',
    message: expect.stringContaining('it was not ready after 0 s: no node takes iris-2-x: 0/1 nodes.') as string,
  });
});

test('what was never deployed is not waited for', async () => {
  const none = new FakeKubectl().on(/get/, { items: [] });
  await expect(watch(none)).rejects.toMatchObject({ code: 'DEPLOY_NOT_FOUND' });
});

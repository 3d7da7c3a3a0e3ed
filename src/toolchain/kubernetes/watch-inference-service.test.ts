import { expect, test } from 'vitest';

import { fakeCluster, FakeKubectl } from '../../../test/support/fake-kubectl.ts';
import { watchInferenceService } from './watch-inference-service.ts';

const { signal } = new AbortController();
const ready = (is: string) => ({ type: 'Ready', status: is });
const service = (observedGeneration: number, ...conditions: object[]) => ({
  metadata: { generation: 2 },
  status: { observedGeneration, url: 'http://iris.example', conditions },
});
const unready = { type: 'PredictorReady', status: 'False', reason: 'MinimumReplicasUnavailable', message: 'no node' };

function watch(kubectl: FakeKubectl, timeoutMs = 60_000, states: string[] = []): Promise<string | null> {
  const onState = (waitsFor: string): void => void states.push(waitsFor);
  return watchInferenceService(fakeCluster(kubectl), 'iris', { timeoutMs, onState, signal, pollMs: 1 });
}

test('it waits for the version that was applied, and says where it answers', async () => {
  const former = service(1, ready('True'));
  const states: string[] = [];
  const kubectl = new FakeKubectl().on(
    /get inferenceservices/,
    { metadata: { generation: 2 } },
    former,
    service(2, unready, ready('False')),
    service(2, ready('True')),
  );
  expect(await watch(kubectl, 60_000, states)).toBe('http://iris.example');
  expect(states).toEqual([
    'iris: KServe has not looked at it yet',
    'iris: KServe has not looked at it yet',
    'iris: PredictorReady: MinimumReplicasUnavailable no node',
  ]);
});

test('one that does not get ready is an error with what KServe says of it', async () => {
  const kubectl = new FakeKubectl().on(/get inferenceservices/, service(2, unready, ready('False')));
  await expect(watch(kubectl, 0)).rejects.toMatchObject({
    code: 'DEPLOY_NOT_READY',
    message: expect.stringContaining('PredictorReady: MinimumReplicasUnavailable no node') as string,
  });
});

test('where nobody looks at it, that is said', async () => {
  const kubectl = new FakeKubectl().on(/get inferenceservices/, { metadata: { generation: 2 } });
  await expect(watch(kubectl, 0)).rejects.toThrow('is its controller there?');
});

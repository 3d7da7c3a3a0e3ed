import { describe, expect, test } from 'vitest';

import { fakeInput } from '../../../../test/support/fake-entry.ts';
import type { AnsweredBatch, ReleaseReason } from '../../../core/batching/policy.ts';
import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import { createRequest } from '../../../core/inference/inference-request.ts';
import { Dispatcher } from './dispatcher.ts';
import type { RequestTaker } from './scheduler.ts';

/** Takes as much as it may hold, and notes what it was given together. */
class Taker implements RequestTaker {
  readonly batches: string[] = [];
  inFlight = 0;
  maxBatchSize = 1;
  batchRoom = 0;
  answered: AnsweredBatch | null = null;
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get room(): number {
    return Math.max(0, this.#capacity - this.inFlight);
  }

  send(requests: readonly InferenceRequest[], now: number, reason: ReleaseReason): void {
    this.inFlight += requests.length;
    const ids = requests.map(({ id }) => id).join('+');
    if (this.maxBatchSize > 1) this.batchRoom -= 1;
    this.batches.push(`${ids} at ${now}${this.maxBatchSize > 1 ? `, ${reason}` : ''}`);
  }
}

function newRequests(...ids: string[]): InferenceRequest[] {
  return ids.map((id, slot) => {
    const request = createRequest(slot);
    request.begin(fakeInput(id), 0);
    return request;
  });
}

function addAll(dispatcher: Dispatcher, ...ids: string[]): InferenceRequest[] {
  const all = newRequests(...ids);
  for (const request of all) dispatcher.add(request, 1);
  return all;
}

describe('a request', () => {
  test('goes at once to the taker with the least to do', () => {
    const takers = [new Taker(2), new Taker(2)];
    takers[0]!.inFlight = 1;
    addAll(new Dispatcher(takers), 'a', 'b', 'c');
    expect(takers.map(({ batches }) => batches)).toEqual([['b at 1'], ['a at 1', 'c at 1']]);
  });

  test('waits where nobody has room, and goes alone to whoever has some first', () => {
    const takers = [new Taker(1), new Taker(1)];
    const dispatcher = new Dispatcher(takers);
    addAll(dispatcher, 'a', 'b', 'c', 'd', 'e');
    expect([dispatcher.queued, dispatcher.hasRoom]).toEqual([3, false]);
    const [, second] = takers as [Taker, Taker];
    second.inFlight -= 1;
    dispatcher.feed(second, 7);
    expect(second.batches).toEqual(['b at 1', 'c at 7']);
    expect(dispatcher.queued).toBe(2);
  });

  test('that waits can be let go', () => {
    const taker = new Taker(1);
    const dispatcher = new Dispatcher([taker]);
    const [, second] = addAll(dispatcher, 'a', 'b', 'c');
    dispatcher.remove(second!);
    taker.inFlight = 0;
    dispatcher.feed(taker, 2);
    expect(taker.batches).toEqual(['a at 1', 'c at 2']);
  });
});

test('a taker gets as much as it has room for, each request alone', () => {
  const taker = new Taker(3);
  taker.inFlight = 3;
  const dispatcher = new Dispatcher([taker]);
  addAll(dispatcher, 'a', 'b', 'c');
  taker.inFlight = 1;
  dispatcher.feed(taker, 2);
  expect(taker.batches).toEqual(['a at 2', 'b at 2']);
});

test('what was sent in vain goes before all that wait, in its order', () => {
  const taker = new Taker(1);
  taker.inFlight = 1;
  const dispatcher = new Dispatcher([taker]);
  addAll(dispatcher, 'c', 'd');
  dispatcher.addFirst(newRequests('a', 'b'), 1);
  expect(dispatcher.takeAll().map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(dispatcher.queued).toBe(0);
});

test('what comes back is given at once to whoever has room', () => {
  const takers = [new Taker(1), new Taker(1)];
  const dispatcher = new Dispatcher(takers);
  dispatcher.addFirst(newRequests('a', 'b', 'c'), 3);
  expect(takers.map(({ batches }) => batches)).toEqual([['a at 3'], ['b at 3']]);
  expect(dispatcher.queued).toBe(1);
});

describe('predictions of a model that merges them', () => {
  function mergingTaker(): Taker {
    const taker = new Taker(1);
    Object.assign(taker, { maxBatchSize: 4, batchRoom: 1 });
    return taker;
  }

  function addPredictions(dispatcher: Dispatcher, ids: readonly string[], now = 0): void {
    for (const [slot, id] of ids.entries()) {
      const request = createRequest(slot);
      request.begin({ ...fakeInput(id), isPrediction: true }, now);
      dispatcher.add(request, now);
    }
  }

  /** The batch before is over. */
  function answer(taker: Taker, at: number, size: number): void {
    taker.inFlight -= size;
    taker.batchRoom += 1;
    taker.answered = { at, size, computeMs: 5 };
  }

  test('go at once where the worker is idle, and together when it is again', () => {
    const taker = mergingTaker();
    const dispatcher = new Dispatcher([taker]);
    addPredictions(dispatcher, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    answer(taker, 1, 1);
    dispatcher.feed(taker, 1);
    answer(taker, 2, 4);
    dispatcher.feed(taker, 3);
    expect(taker.batches).toEqual(['a at 0, idle', 'b+c+d+e at 1, full', 'f+g at 3, waited']);
  });

  test('wait a moment for the callers who were just answered, and no longer', async () => {
    const taker = mergingTaker();
    const dispatcher = new Dispatcher([taker]);
    const now = performance.now();
    answer(taker, now, 3);
    taker.inFlight = 0;
    taker.batchRoom = 1;
    addPredictions(dispatcher, ['a'], now);
    expect(taker.batches).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(taker.batches).toEqual([expect.stringMatching(/^a at .*, waited$/)]);
  });

  test('stay behind a request of another kind, which goes alone', () => {
    const taker = mergingTaker();
    taker.batchRoom = 0;
    taker.inFlight = 1;
    const dispatcher = new Dispatcher([taker]);
    addPredictions(dispatcher, ['a', 'b']);
    addAll(dispatcher, 'other');
    addPredictions(dispatcher, ['c']);
    Object.assign(taker, { batchRoom: 2, inFlight: 0 });
    dispatcher.feed(taker, 9);
    taker.inFlight = 0;
    taker.batchRoom = 2;
    dispatcher.feed(taker, 9);
    expect(taker.batches).toEqual(['a+b at 9, idle', 'other at 9, idle', 'c at 9, idle']);
  });
});

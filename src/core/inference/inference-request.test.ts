import { expect, test } from 'vitest';

import { Batch } from '../batching/batch.ts';
import type { RequestInput, Sink } from './inference-request.ts';
import { createRequest, NO_BYTES } from './inference-request.ts';

const sink: Sink = { answer: () => {}, chunk: () => {}, end: () => {}, fail: () => {} };

function input(body: Uint8Array): RequestInput {
  return { id: 'r1', body, form: 1, accept: 1, header: NO_BYTES, deadlineAt: 1000, sink };
}

test('nothing of a request is left for the next one in its slot', () => {
  const request = createRequest(0);
  const fresh = Object.fromEntries(Object.entries(request));
  request.begin(input(Uint8Array.of(1)), 5);
  request.sent(6, new Batch({ size: 1, reason: 'idle', sentAt: 6, waitedMs: 1 }));
  request.carried({ cancel: () => {}, credit: () => {} }, 3);
  request.itemCame(7);
  request.computed(8);
  request.forget();
  expect(request.body).toBe(NO_BYTES);
  expect(request.isWanted).toBe(false);
  request.begin(input(NO_BYTES), 0);
  request.forget();
  const left = Object.fromEntries(Object.entries(request));
  expect({ ...left, id: '', form: 0, accept: 0, deadlineAt: Infinity }).toEqual(fresh);
});

test('a request keeps its shape from the first use to the last', () => {
  // A field that is added or removed later would make every access of the hot path slower.
  const request = createRequest(0);
  const fields = Object.keys(request);
  for (let use = 0; use < 3; use += 1) {
    request.begin(input(Uint8Array.of(1)), 5);
    request.detach();
    request.forget();
    expect(Object.keys(request)).toEqual(fields);
  }
});

test('a detached request is wanted by nobody', () => {
  const request = createRequest(0);
  expect(request.isWanted).toBe(false);
  request.begin(input(NO_BYTES), 0);
  expect(request.isWanted).toBe(true);
  expect(request.detach()).toBe(sink);
  expect(request.isWanted).toBe(false);
});

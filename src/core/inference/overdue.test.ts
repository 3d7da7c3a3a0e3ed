import { expect, test } from 'vitest';

import type { InferenceRequest, Sink } from './inference-request.ts';
import { createRequest, NO_BYTES } from './inference-request.ts';
import { overdue } from './overdue.ts';

const sink: Sink = { answer: () => {}, chunk: () => {}, end: () => {}, fail: () => {} };

/** Came at 100, until 200; a stream of it may pause for 50. */
function requestAfter(...events: ((request: InferenceRequest) => void)[]): InferenceRequest {
  const request = createRequest(0);
  const input = { id: 'r1', body: NO_BYTES, form: 1, accept: 1, header: NO_BYTES, deadlineAt: 200, sink };
  request.begin(input, 100);
  for (const event of events) event(request);
  return request;
}

const carried = (request: InferenceRequest): void => request.carried({ cancel: () => {}, credit: () => {} });
const itemAt120 = (request: InferenceRequest): void => request.itemCame(120);

test.each<[string, InferenceRequest, number, string | null]>([
  ['in the queue', requestAfter(), 199.9, null],
  ['in the queue', requestAfter(), 200, 'The deadline passed after 100 ms, while it waited for a free worker'],
  ['at the model', requestAfter(carried), 230.4, 'The deadline passed after 130 ms, while the model computed'],
  ['a stream that goes on', requestAfter(carried, itemAt120), 170, null],
  ['a stream that pauses', requestAfter(carried, itemAt120), 170.1, 'The stream paused for more than 50 ms'],
  ['whose reader is behind', requestAfter(carried, itemAt120, (request) => request.readerPaused()), 199, null],
  [
    'whose reader was behind',
    requestAfter(carried, itemAt120, (request) => request.readerResumed(140)),
    191,
    'The stream paused for more than 50 ms',
  ],
])('a request %s, at %#', (_where, request, now, message) => {
  expect(overdue(request, now, 50)?.message ?? null).toBe(message);
});

test('a session may be silent for as long as it likes', () => {
  const request = createRequest(0);
  const input = { id: 's', body: NO_BYTES, form: 0, accept: 0, header: NO_BYTES, deadlineAt: Infinity, sink };
  request.begin({ ...input, isSession: true }, 0);
  request.itemCame(1);
  expect(overdue(request, 1e9, 50)).toBeNull();
});

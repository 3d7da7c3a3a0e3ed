import { expect, test } from 'vitest';

import type { InferenceRequest, Sink } from './inference-request.ts';
import { createRequest, NO_BYTES } from './inference-request.ts';
import type { TimeLimits } from './overdue.ts';
import { overdue } from './overdue.ts';

const sink: Sink = { answer: () => {}, chunk: () => {}, end: () => {}, fail: () => {} };
const LIMITS: TimeLimits = { timeoutMs: 1000, queueMs: 500, streamPauseMs: 50, totalMs: Infinity };

/** Came at 100. */
function requestAfter(...events: ((request: InferenceRequest) => void)[]): InferenceRequest {
  return requestUntil(Infinity, ...events);
}

function requestUntil(deadlineAt: number, ...events: ((request: InferenceRequest) => void)[]): InferenceRequest {
  const request = createRequest(0);
  request.begin({ id: 'r1', body: NO_BYTES, form: 1, accept: 1, header: NO_BYTES, deadlineAt, sink }, 100);
  for (const event of events) event(request);
  return request;
}

const carried = (request: InferenceRequest): void => request.carried({ cancel: () => {}, credit: () => {} });
const itemAt = (ms: number) => (request: InferenceRequest) => request.itemCame(ms);
const QUEUE = 'No worker was free for 500 ms (set by runtime.queue_timeout)';
const PAUSE = 'The stream paused for more than 50 ms (set by runtime.streaming_read_timeout)';

test.each<[string, InferenceRequest, number, string | null]>([
  ['in the queue', requestUntil(200), 199.9, null],
  [
    'in the queue',
    requestUntil(200),
    200,
    'The deadline passed after 100 ms, while it waited for a free worker (set by the request itself)',
  ],
  ['in the queue without a deadline', requestAfter(), 599, null],
  ['in the queue without a deadline', requestAfter(), 600, QUEUE],
  ['that waits again after a worker died', requestAfter(carried, (request) => request.requeued(400)), 899, null],
  ['that waits again after a worker died', requestAfter(carried, (request) => request.requeued(400)), 900, QUEUE],
  ['at the model for longer than the queue may take', requestAfter(carried), 1099, null],
  [
    'at the model',
    requestAfter(carried),
    1100,
    'The deadline passed after 1000 ms, while the model computed (set by runtime.request_timeout)',
  ],
  [
    'at the model with a deadline',
    requestUntil(200, carried),
    230.4,
    'The deadline passed after 130 ms, while the model computed (set by the request itself)',
  ],
  ['a stream that goes on', requestAfter(carried, itemAt(120)), 170, null],
  ['a stream that goes on past the time to its first item', requestAfter(carried, itemAt(9000)), 9010, null],
  ['a stream that pauses', requestAfter(carried, itemAt(120)), 170.1, PAUSE],
  [
    'a stream with a deadline of its own',
    requestUntil(200, carried, itemAt(190)),
    200,
    'The deadline passed after 100 ms, while the answer was streamed (set by the request itself)',
  ],
  ['whose reader is behind', requestAfter(carried, itemAt(120), (request) => request.readerPaused(120)), 9000, null],
  [
    'whose reader takes nothing any more',
    requestAfter(carried, itemAt(120), (request) => request.readerPaused(120)),
    60_121,
    'The client took nothing of the stream for more than 60000 ms',
  ],
  [
    'whose reader was behind',
    requestAfter(
      carried,
      itemAt(120),
      (request) => request.readerPaused(120),
      (request) => request.readerResumed(140),
    ),
    191,
    PAUSE,
  ],
])('a request %s, at %#', (_where, request, now, message) => {
  expect(overdue(request, now, LIMITS)?.message ?? null).toBe(message);
});

test('a total, where the config has one, ends a stream that does not pause', () => {
  const request = requestAfter(carried, itemAt(1000));
  expect(overdue(request, 1001, { ...LIMITS, totalMs: 901 })?.message).toBe(
    'The deadline passed after 901 ms, while the answer was streamed (set by runtime.total_timeout)',
  );
});

test('who waited too long in the queue may try again', () => {
  expect(overdue(requestAfter(), 600, LIMITS)?.code).toBe('REQUEST_QUEUE_TIMEOUT');
});

test('a session may be silent for as long as it likes', () => {
  const request = createRequest(0);
  const input = { id: 's', body: NO_BYTES, form: 0, accept: 0, header: NO_BYTES, deadlineAt: Infinity, sink };
  request.begin({ ...input, isSession: true }, 0);
  request.itemCame(1);
  expect(overdue(request, 1e9, LIMITS)).toBeNull();
});

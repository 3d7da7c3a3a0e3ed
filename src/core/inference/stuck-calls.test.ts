import { describe, expect, test } from 'vitest';

import { Batch } from '../batching/batch.ts';
import type { InferenceRequest } from './inference-request.ts';
import { createRequest, NO_BYTES } from './inference-request.ts';
import { isStuck } from './stuck-calls.ts';

const NOW = 100_000;
const GRACE_MS = 5000;

/** A request that a worker has: when it was sent and cancelled, in ms before now, and how far it is. */
interface Held {
  readonly sent?: number;
  readonly cancelled?: number;
  readonly isBegun?: boolean;
  readonly isAside?: boolean;
  readonly batch?: Batch;
}

const LEFT_OVER: Held = { cancelled: GRACE_MS };

/** Whether a worker with these requests is stuck. */
function stuck(held: readonly Held[], { predictConcurrency = 1, isWaitedFor = true, isCrowded = false } = {}): boolean {
  const begun = new Set<InferenceRequest>();
  const requests = held.map(({ sent = 50_000, cancelled, isBegun = true, isAside = false, batch = null }, slot) => {
    const request = createRequest(slot);
    const sink = { answer: ignore, chunk: ignore, end: ignore, fail: ignore };
    const plain = { id: '', body: NO_BYTES, form: 0, accept: 0, header: NO_BYTES, deadlineAt: Infinity };
    request.begin({ ...plain, sink }, 0);
    request.sent(NOW - sent, batch);
    if (isAside) request.setAside(true);
    if (isBegun) begun.add(request);
    if (cancelled !== undefined) {
      request.detach();
      request.cancelled(NOW - cancelled);
    }
    return request;
  });
  const hasBegun = (request: InferenceRequest): boolean => begun.has(request);
  return isStuck({ requests, hasBegun, predictConcurrency, isCrowded, isWaitedFor, graceMs: GRACE_MS }, NOW);
}

function ignore(): void {}

function batchOf(size: number): Batch {
  return new Batch({ size, reason: 'idle', sentAt: 0, waitedMs: 0 });
}

describe('a worker whose only call was cancelled', () => {
  test('is stuck when the grace is over, and not before', () => {
    expect(stuck([LEFT_OVER])).toBe(true);
    expect(stuck([{ cancelled: GRACE_MS - 1 }])).toBe(false);
  });

  test('is left alone where nobody waits for it', () => {
    expect(stuck([LEFT_OVER], { isWaitedFor: false })).toBe(false);
  });

  test('is stuck where a request was sent that it does not begin, but not at once', () => {
    expect(stuck([LEFT_OVER, { sent: 1000, isBegun: false }], { isWaitedFor: false })).toBe(true);
    expect(stuck([LEFT_OVER, { sent: 999, isBegun: false }], { isWaitedFor: false })).toBe(false);
  });

  test('is not stuck where the call has not begun: it waits behind one that somebody wants', () => {
    expect(stuck([{}, { ...LEFT_OVER, isBegun: false }])).toBe(false);
  });
});

test('A worker is never stuck while it is merely busy with what somebody waits for', () => {
  expect(stuck([{}])).toBe(false);
  expect(stuck([{}, {}], { predictConcurrency: 2 })).toBe(false);
});

describe('a worker of several places', () => {
  test('goes on as long as another call that somebody wants has a place', () => {
    expect(stuck([LEFT_OVER, {}], { predictConcurrency: 2 })).toBe(false);
    expect(stuck([LEFT_OVER, { cancelled: 1 }], { predictConcurrency: 2 })).toBe(false);
  });

  test('is stuck when nothing else runs and requests wait all the same: its event loop stands', () => {
    expect(stuck([LEFT_OVER, { isBegun: false }], { predictConcurrency: 2 })).toBe(true);
  });

  test('is stuck when all places are kept, though others have begun and wait for one', () => {
    expect(stuck([LEFT_OVER, LEFT_OVER, {}], { predictConcurrency: 2 })).toBe(true);
  });

  test('lets what is in postprocess be finished first', () => {
    expect(stuck([LEFT_OVER, LEFT_OVER, { isAside: true }], { predictConcurrency: 2 })).toBe(false);
  });
});

describe('calls that take no place', () => {
  test('are no reason to replace it, unless there are too many of them', () => {
    expect(stuck([{ ...LEFT_OVER, isAside: true }])).toBe(false);
    expect(stuck([{ ...LEFT_OVER, isAside: true }], { isCrowded: true })).toBe(true);
  });
});

describe('the requests of a batch', () => {
  test('are one call, which is wanted as long as one of them is', () => {
    const batch = batchOf(2);
    expect(stuck([{ ...LEFT_OVER, batch }, { batch }])).toBe(false);
    expect(
      stuck([
        { ...LEFT_OVER, batch },
        { ...LEFT_OVER, batch },
      ]),
    ).toBe(true);
  });

  test('take one place of several', () => {
    const batch = batchOf(2);
    const held = [{ ...LEFT_OVER, batch }, { ...LEFT_OVER, batch }, {}];
    expect(stuck(held, { predictConcurrency: 2 })).toBe(false);
  });
});

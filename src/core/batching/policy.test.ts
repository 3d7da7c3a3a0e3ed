import { expect, test } from 'vitest';

import type { BatchDecision, BatchState } from './policy.ts';
import { nextBatch } from './policy.ts';

/** Eight callers were answered at 100, after 10 ms: they may come back until 101. */
const AFTER_EIGHT: BatchState = {
  queued: 3,
  queuedSince: 99,
  room: 32,
  maxBatchSize: 32,
  answered: { at: 100, size: 8, computeMs: 10 },
  maxWaitMs: null,
};

test.each<[string, Partial<BatchState>, number, BatchDecision]>([
  ['nothing waits', { queued: 0 }, 100, { waitUntil: Infinity }],
  ['there is no room', { room: 0 }, 100, { waitUntil: Infinity }],
  ['an idle worker gets what there is', { answered: null }, 100, { send: 3, reason: 'idle' }],
  ['some of the callers are still missing', {}, 100, { waitUntil: 101 }],
  ['and still', {}, 100.9, { waitUntil: 101 }],
  ['they did not come back', {}, 101, { send: 3, reason: 'waited' }],
  ['a worker was idle for long', { queuedSince: 5000 }, 5000, { send: 3, reason: 'idle' }],
  ['all callers are back', { queued: 8 }, 100, { send: 8, reason: 'returned' }],
  ['more wait than were answered', { queued: 9 }, 100, { send: 9, reason: 'returned' }],
  ['the batch is full', { queued: 4, maxBatchSize: 4 }, 100, { send: 4, reason: 'full' }],
  ['more wait than a batch holds', { queued: 40 }, 100, { send: 32, reason: 'full' }],
  ['more wait than there is room for', { room: 2 }, 100, { send: 2, reason: 'full' }],
  ['a batch of one is always full', { maxBatchSize: 1 }, 100, { send: 1, reason: 'full' }],
  ['a fast model waits for a tenth', { answered: { at: 100, size: 8, computeMs: 1 } }, 100.05, { waitUntil: 100.1 }],
  ['a slow one for 2 ms', { answered: { at: 100, size: 8, computeMs: 900 } }, 101.9, { waitUntil: 102 }],
  ['as long as was said, an idle worker too', { answered: null, maxWaitMs: 50 }, 100, { waitUntil: 149 }],
  ['and no longer', { answered: null, maxWaitMs: 50 }, 149, { send: 3, reason: 'waited' }],
  ['not for more than a batch holds', { queued: 32, maxWaitMs: 50 }, 100, { send: 32, reason: 'full' }],
  ['not at all', { maxWaitMs: 0 }, 100, { send: 3, reason: 'waited' }],
])('%s', (_when, state, now, decision) => {
  expect(nextBatch({ ...AFTER_EIGHT, ...state }, now)).toEqual(decision);
});

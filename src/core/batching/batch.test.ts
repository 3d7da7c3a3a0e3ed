import { expect, test } from 'vitest';

import { Batch } from './batch.ts';

function batchOf(size: number): Batch {
  return new Batch({ size, reason: 'full', sentAt: 0, waitedMs: 0 });
}

test('the call of a batch is over when none of its requests is at predict any more, and the batch with its last request', () => {
  const batch = batchOf(2);
  expect([batch.leavePlace(), batch.leavePlace()]).toEqual([false, true]);
  expect([batch.settle(), batch.settle()]).toEqual([false, true]);
});

test('requests that all prepare first make it a call again when they come to predict', () => {
  const batch = batchOf(2);
  expect([batch.leavePlace(), batch.leavePlace()]).toEqual([false, true]);
  expect([batch.takePlace(), batch.takePlace()]).toEqual([true, false]);
  expect([batch.leavePlace(), batch.leavePlace()]).toEqual([false, true]);
});

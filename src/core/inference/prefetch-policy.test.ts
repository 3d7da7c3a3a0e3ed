import { expect, test } from 'vitest';

import { prefetchLimit, smoothCompute } from './prefetch-policy.ts';

test.each([
  { what: 'nothing is known: nothing is sent ahead', mean: 0, concurrency: 1, limit: 1 },
  { what: 'nothing is known of an async model', mean: 0, concurrency: 64, limit: 64 },
  { what: 'a no-op model is pipelined, up to the cap', mean: 5, concurrency: 1, limit: 128 },
  { what: 'a fast model gets 2 ms of work', mean: 100, concurrency: 1, limit: 21 },
  { what: 'a model of some milliseconds gets one more', mean: 5000, concurrency: 1, limit: 2 },
  { what: 'a slow model keeps its requests in the front', mean: 20_000, concurrency: 1, limit: 1 },
  { what: 'a slow async model gets as many as it can run', mean: 20_000, concurrency: 8, limit: 8 },
  { what: 'concurrency above the cap wins', mean: 1, concurrency: 200, limit: 200 },
])('$what', ({ mean, concurrency, limit }) => {
  expect(prefetchLimit(mean, concurrency)).toBe(limit);
});

test('the mean follows the measurements', () => {
  expect(smoothCompute(0, 800)).toBe(800);
  expect(smoothCompute(800, 1600)).toBe(900);
  expect(smoothCompute(0, 0)).toBe(1);
  const settled = Array.from({ length: 100 }).reduce<number>((mean) => smoothCompute(mean, 50), 1000);
  expect(settled).toBeCloseTo(50, 1);
});

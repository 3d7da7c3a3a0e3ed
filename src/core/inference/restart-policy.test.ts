import { expect, test } from 'vitest';

import { countFailure, restartDelayMs } from './restart-policy.ts';

test('at once the first time, then with longer and longer breaks', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map(restartDelayMs)).toEqual([
    0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000,
  ]);
});

test('a worker that was well for a minute begins anew', () => {
  expect(countFailure(0, 0)).toBe(1);
  expect(countFailure(3, 59_999)).toBe(4);
  expect(countFailure(3, 60_000)).toBe(1);
});

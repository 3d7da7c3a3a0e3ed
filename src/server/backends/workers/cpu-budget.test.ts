import { availableParallelism } from 'node:os';

import { expect, test } from 'vitest';

import { cpuBudget } from './cpu-budget.ts';

test('is at most what the machine and the container give', () => {
  const all = cpuBudget('1');
  expect(all).toBeGreaterThan(0);
  expect(all).toBeLessThanOrEqual(availableParallelism());
  // The default says nothing; what was written does.
  expect(cpuBudget('1000')).toBe(all);
  expect(cpuBudget('500m')).toBe(Math.min(all, 0.5));
  expect(cpuBudget('0.25')).toBe(Math.min(all, 0.25));
  expect(cpuBudget('nonsense')).toBe(all);
});

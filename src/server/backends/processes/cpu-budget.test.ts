import { availableParallelism } from 'node:os';

import { expect, test } from 'vitest';

import { cpuBudget, cpusIn } from './cpu-budget.ts';

test('the budget is at most what the machine gives', () => {
  expect(cpuBudget()).toBeGreaterThan(0);
  expect(cpuBudget()).toBeLessThanOrEqual(availableParallelism());
});

test.each([
  ['2', 2],
  ['0.25', 0.25],
  ['500m', 0.5],
  ['1', 1],
  ['nonsense', Infinity],
])('resources.cpu %j allows %d', (cpu, cpus) => {
  expect(cpusIn(cpu)).toBe(cpus);
});

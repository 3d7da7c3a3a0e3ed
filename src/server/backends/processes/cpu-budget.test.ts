import { availableParallelism } from 'node:os';

import { expect, test } from 'vitest';

import { cpuBudget, writtenCpus } from './cpu-budget.ts';

test('the budget is at most what the machine gives', () => {
  expect(cpuBudget()).toBeGreaterThan(0);
  expect(cpuBudget()).toBeLessThanOrEqual(availableParallelism());
});

test.each([
  ['2', 2],
  ['0.25', 0.25],
  ['500m', 0.5],
  // The default says nothing about this machine.
  ['1', Infinity],
  ['nonsense', Infinity],
])('resources.cpu %j allows %d', (cpu, cpus) => {
  expect(writtenCpus(cpu)).toBe(cpus);
});

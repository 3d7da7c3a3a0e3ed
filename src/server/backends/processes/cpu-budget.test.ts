import { availableParallelism } from 'node:os';

import { expect, test } from 'vitest';

import { cpuBudget, cpusIn, crowdDoubt } from './cpu-budget.ts';

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

test('many workers on few processors are told of', () => {
  expect(crowdDoubt(200, 2)).toMatch(/^200 workers share 2 processors: .* no faster than 2\./);
  expect(crowdDoubt(5, 0.5)).toMatch(/^5 workers share 0\.5 processors: .* no faster than 1\./);
  expect([crowdDoubt(8, 2), crowdDoubt(4, 0.5), crowdDoubt(1, 1)]).toEqual([null, null, null]);
});

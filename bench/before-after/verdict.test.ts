import { expect, test } from 'vitest';

import type { Pair } from './verdict.ts';
import { judge } from './verdict.ts';

/** Pairs of values, each so many times, with the same work of the processors on both sides. */
function pairs(times: number, ...values: [before: number, after: number][]): Pair[] {
  const all = Array.from({ length: times }, () => values).flat();
  return all.map(([before, after]) => ({ before: { value: before, cpuMs: 1 }, after: { value: after, cpuMs: 1 } }));
}

test('a figure that stays within the tolerance is not slower', () => {
  const verdict = judge('ms', pairs(3, [10, 10.4], [20, 20.4], [30, 30]));
  expect(verdict).toMatchObject({ before: 20, after: 20.4, slower: 'no' });
  expect(verdict.time.median).toBeCloseTo(1.02);
});

test('less requests in a second are more time for each', () => {
  expect(judge('requests/s', pairs(6, [100, 80]))).toMatchObject({ time: { median: 1.25 }, slower: 'yes' });
  expect(judge('requests/s', pairs(6, [80, 100]))).toMatchObject({ time: { median: 0.8 }, slower: 'no' });
});

test('pairs that disagree leave it open', () => {
  expect(judge('ms', pairs(2, [10, 9], [10, 9], [10, 11], [10, 12], [10, 13])).slower).toBe('maybe');
});

test('a few pairs leave it open, however they agree', () => {
  expect(judge('ms', pairs(1, [10, 20], [10, 20], [10, 20])).slower).toBe('maybe');
});

test('more work of the processors is slower, however busy the machine was', () => {
  const worked = pairs(6, [10, 10]).map(({ before, after }) => ({ before, after: { ...after, cpuMs: 1.2 } }));
  expect(judge('ms', worked)).toMatchObject({ time: { median: 1 }, cpu: { median: 1.2 }, slower: 'yes' });
});

test('a machine that does not tell its work is judged by time', () => {
  const silent = pairs(6, [10, 10]).map(({ before, after }) => ({
    before: { ...before, cpuMs: Number.NaN },
    after: { ...after, cpuMs: Number.NaN },
  }));
  expect(judge('ms', silent).slower).toBe('no');
});

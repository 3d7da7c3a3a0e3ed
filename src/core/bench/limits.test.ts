import { expect, it } from 'vitest';

import type { JudgedLevel } from './knee.ts';
import { missedLimits } from './limits.ts';

function level(connections: number, requestsPerSecond: number, p99Ms: number | null): JudgedLevel {
  const latency = p99Ms === null ? null : { meanMs: 1, p50Ms: 1, p90Ms: 1, p99Ms, p999Ms: p99Ms, maxMs: p99Ms };
  return { connections, rate: null, requestsPerSecond, errors: 0, latency };
}

const levels = [level(1, 100, 10), level(8, 500, 40)];

it.each([
  ['nothing', levels, { minRate: null, maxP99Ms: null }, []],
  ['a rate that one level reaches', levels, { minRate: 500, maxP99Ms: null }, []],
  ['a p99 that every level keeps', levels, { minRate: null, maxP99Ms: 40 }, []],
  ['a rate within a p99', levels, { minRate: 500, maxP99Ms: 40 }, []],
  ['a rate', levels, { minRate: 501, maxP99Ms: null }, ['500.0 requests a second, and 501 are asked for']],
  [
    'a p99',
    levels,
    { minRate: null, maxP99Ms: 39 },
    ['a p99 of 40.00 ms at 8 connections, and at most 39 ms are asked for'],
  ],
  [
    'a rate within a p99 that is reached without it',
    levels,
    { minRate: 200, maxP99Ms: 39 },
    ['100.0 requests a second with a p99 within 39 ms, and 200 are asked for'],
  ],
  [
    'what nobody answered',
    [level(1, 0, null)],
    { minRate: null, maxP99Ms: 5 },
    ['no answer at 1 connection, and at most 5 ms are asked for'],
  ],
])('%s', (_, given, limits, missed) => {
  expect(missedLimits(given, limits)).toEqual(missed);
});

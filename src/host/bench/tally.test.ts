import { expect, it } from 'vitest';

import { Tally } from './tally.ts';

function tallyOf(waits: readonly number[]): Tally {
  const tally = new Tally();
  for (const ms of waits) tally.answer(ms, 'HTTP/1.1 200 OK');
  return tally;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

it.each([
  ['one answer', [5], { p50Ms: 5, p90Ms: 5, p99Ms: 5, p999Ms: 5, maxMs: 5 }],
  ['a hundred', upTo(100), { p50Ms: 50, p90Ms: 90, p99Ms: 99, p999Ms: 100, maxMs: 100 }],
  [
    'ten thousand, to a thousandth',
    upTo(10_000),
    { p50Ms: 5000, p90Ms: 9000, p99Ms: 9900, p999Ms: 9990, maxMs: 10_000 },
  ],
  [
    'one that took long',
    [...Array<number>(999).fill(1), 1000],
    { p50Ms: 1, p90Ms: 1, p99Ms: 1, p999Ms: 1, maxMs: 1000 },
  ],
  ['a millionth of a second', [0.001], { p50Ms: 0.001, p90Ms: 0.001, p99Ms: 0.001, p999Ms: 0.001, maxMs: 0.001 }],
])('the percentiles of %s', (_, waits, expected) => {
  const { latency } = tallyOf(waits).read();
  for (const [name, ms] of Object.entries(expected)) {
    const found = latency?.[name as keyof typeof expected] ?? 0;
    expect(Math.abs(found - ms) / ms, `${name}: ${found}`).toBeLessThanOrEqual(0.001);
  }
});

it('has no latency without an answer', () => {
  expect(new Tally().read()).toMatchObject({ answers: 0, latency: null, curve: [], queueMs: null, computeMs: null });
});

it('ends its curve with the slowest answer', () => {
  const { curve } = tallyOf(upTo(1000)).read();
  expect([curve[0]?.percent, curve.at(-1)]).toEqual([0, { percent: 100, ms: 1000 }]);
  expect(curve.map(({ ms }) => ms)).toEqual(curve.map(({ ms }) => ms).toSorted((one, other) => one - other));
});

it('takes where the time went from those that say so', () => {
  const tally = new Tally();
  tally.answer(9, 'HTTP/1.1 200 OK\r\nServer-Timing: queue;dur=2, compute;dur=6.5\r\nX: 1');
  tally.answer(9, 'HTTP/1.1 200 OK\r\nserver-timing: queue;dur=4, compute;dur=1.5');
  tally.answer(9, 'HTTP/1.1 200 OK\r\nServer-Timing: cache;dur=9');
  expect(tally.read()).toMatchObject({ answers: 3, queueMs: 3, computeMs: 4 });
});

it('tells each kind of failure once, the most frequent first', () => {
  const tally = new Tally();
  tally.fail('ECONNRESET', 'reset');
  tally.fail('HTTP 429 SERVER_BUSY', 'one');
  tally.fail('HTTP 429 SERVER_BUSY', 'two');
  expect(tally.read()).toMatchObject({
    errors: 3,
    failures: [
      { kind: 'HTTP 429 SERVER_BUSY', count: 2, message: 'one' },
      { kind: 'ECONNRESET', count: 1, message: 'reset' },
    ],
  });
});

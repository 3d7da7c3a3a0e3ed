import { describe, expect, it } from 'vitest';

import type { JudgedLevel } from './knee.ts';
import { findKnee } from './knee.ts';

const latency = { meanMs: 1, p50Ms: 1, p90Ms: 1, p99Ms: 1, p999Ms: 1, maxMs: 1 };

/** Levels of 1, 2, 4 … connections with these throughputs; one below 0 has errors. */
function levels(...rates: readonly number[]): JudgedLevel[] {
  return rates.map((rate, index) => {
    return {
      connections: 2 ** index,
      rate: null,
      requestsPerSecond: Math.abs(rate),
      errors: rate < 0 ? 1 : 0,
      latency,
    };
  });
}

const unanswered: JudgedLevel[] = [1, 2].map((connections) => {
  return { connections, rate: null, requestsPerSecond: 0, errors: 0, latency: null };
});

/** Levels at which so much was asked for, and so much came. */
function asked(...rates: readonly (readonly [number, number])[]): JudgedLevel[] {
  return rates.map(([rate, requestsPerSecond]) => ({ connections: 64, rate, requestsPerSecond, errors: 0, latency }));
}

describe('the knee of numbers of connections', () => {
  it.each([
    ['where more gains nothing', levels(100, 190, 200, 198), 2, false],
    ['is the first level of a server that does one thing at a time', levels(100, 99, 98), 1, false],
    ['is the last level of one that still gains', levels(100, 200, 400), 4, true],
    ['is not moved by a level that is slower by chance', levels(100, 200, 150, 201), 2, false],
    ['is not at a level with errors', levels(100, 150, -400, 155), 2, false],
    ['is open where the levels after it had errors alone', levels(100, 200, -400), 2, false],
  ])('%s', (_, given, connections, isOpen) => {
    expect(findKnee(given)).toMatchObject({ level: { connections }, isOpen });
  });

  it.each([
    ['no level', []],
    ['one', levels(100)],
    ['one without errors', levels(100, -200)],
    ['none with an answer', unanswered],
  ])('is nowhere among %s', (_, given) => {
    expect(findKnee(given)).toBeNull();
  });
});

describe('the knee of rates', () => {
  it.each([
    ['is the last that was kept', asked([100, 100], [200, 198], [400, 250]), 200, false],
    ['is open where all were', asked([100, 100], [200, 199]), 200, true],
  ])('%s', (_, given, rate, isOpen) => {
    expect(findKnee(given)).toMatchObject({ level: { rate }, isOpen });
  });

  it('is nowhere where not even the first was kept', () => {
    expect(findKnee(asked([100, 50], [200, 60]))).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';

import type { Outcome, Setting, Tuned } from './tuning.ts';
import { tune } from './tuning.ts';

const start: Setting = { workers: 1, predictConcurrency: 1, maxBatchSize: null };

/** Tunes a server whose throughput is a function of its setting. */
function tuned(measure: (setting: Setting) => Outcome | number, from = start): Tuned & { readonly tried: number } {
  const settings = tune(from, { maxWorkers: 4 });
  let tried = 0;
  let step = settings.next();
  while (step.done !== true) {
    const came = measure(step.value);
    tried += 1;
    step = settings.next(typeof came === 'number' ? { requestsPerSecond: came, errors: 0, meanBatch: null } : came);
  }
  return { ...step.value, tried };
}

describe('tune', () => {
  it.each<[string, (setting: Setting) => number, Partial<Setting>, number]>([
    ['keeps what is there where nothing gains', () => 100, {}, 4],
    ['takes as many workers as gain', ({ workers }) => 100 * Math.min(workers, 2), { workers: 2 }, 5],
    ['takes no more workers than it may', ({ workers }) => 100 * workers, { workers: 4 }, 5],
    [
      'raises how many requests a process works on',
      ({ predictConcurrency }) => 100 * Math.min(predictConcurrency, 16),
      { predictConcurrency: 16 },
      6,
    ],
    ['merges where that gains', ({ maxBatchSize }) => (maxBatchSize === null ? 100 : 500), { maxBatchSize: 32 }, 5],
    ['takes less than a tenth for chance', ({ workers }) => 100 + workers, {}, 4],
    ['takes anything where there was nothing', ({ workers }) => (workers > 1 ? 1 : 0), { workers: 2 }, 5],
  ])('%s', (_, measure, change, tries) => {
    const { best, tried } = tuned(measure);
    expect({ best, tried }).toEqual({ best: { ...start, ...change }, tried: tries });
  });

  it('tries nothing below what is there', () => {
    const from = { workers: 4, predictConcurrency: 64, maxBatchSize: 128 };
    expect(tuned(() => 100, from)).toMatchObject({ best: from, tried: 1 });
  });

  it('gains nothing by a setting that fails', () => {
    const fails = ({ workers, maxBatchSize }: Setting): Outcome => {
      if (maxBatchSize !== null) return null;
      return { requestsPerSecond: 100 * workers, errors: workers > 1 ? 1 : 0, meanBatch: null };
    };
    expect(tuned(fails)).toMatchObject({ best: start, gains: [] });
  });

  it('tells how much each change gains', () => {
    const measure = ({ workers, predictConcurrency }: Setting): number => 10 * predictConcurrency * workers;
    expect(tuned(measure).gains).toEqual([
      { field: 'predictConcurrency', value: 64, factor: 64, meanBatch: null },
      { field: 'workers', value: 4, factor: 4, meanBatch: null },
    ]);
  });
});

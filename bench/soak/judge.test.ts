import { describe, expect, test } from 'vitest';

import type { Observed } from './judge.ts';
import { complaints, memoryGrowth, shareRight } from './judge.ts';
import type { Ending, Finished } from './outcome.ts';

function finished(ending: Ending, status: number | null, beganAt = 0, endedAt = beganAt + 1): Finished {
  return { kind: 'V1', ending, status, detail: 'why', counted: 1, beganAt, endedAt };
}

const WELL: Observed = {
  finished: [...Array.from({ length: 99 }, () => finished('right', 200)), finished('refused', 500)],
  windows: [],
  counted: new Map([
    [200, 99],
    [500, 1],
  ]),
  gauges: new Map([['truss_requests_in_flight', 0]]),
  before: { descriptors: 30, children: 3 },
  after: { descriptors: 31, children: 3 },
  survivors: [],
  memory: [],
};

test('all is well', () => {
  expect(complaints(WELL)).toEqual([]);
});

describe('it is told', () => {
  const manyRefused = Array.from({ length: 100 }, (_, at) => finished(at < 6 ? 'refused' : 'right', null));
  test.each<[string, Partial<Observed>, string]>([
    ['of a wrong answer', { finished: [...WELL.finished, finished('wrong', null)] }, 'V1: wrong: why'],
    ['of a connection that was cut', { finished: [...WELL.finished, finished('lost', null)] }, 'V1: lost: why'],
    ['of too many errors', { finished: manyRefused }, 'only 94.0 % of the requests beside kills went well'],
    [
      'of a request that was not counted',
      { counted: new Map([[200, 99]]) },
      'the server counts 99 requests, its clients 100, and 0 that left',
    ],
    [
      'of one that was counted as another',
      { counted: new Map([[200, 100]]) },
      'the server counts 0 answers of status 500, its clients 1',
    ],
    ['of a place that is held', { gauges: new Map([['slots', 2]]) }, 'slots is 2 when nobody asks'],
    ['of descriptors', { after: { descriptors: 60, children: 3 } }, '30 descriptors have become 60'],
    ['of a process too many', { after: { descriptors: 30, children: 4 } }, '3 processes have become 4'],
    ['of one that stayed', { survivors: [7] }, 'processes that outlive the server: 7'],
  ])('%s', (_, change, told) => {
    expect(complaints({ ...WELL, ...change })).toContain(told);
  });
});

test('what a kill has touched, and who left, is not among what has to go well', () => {
  const windows = [{ from: 100, to: 200 }];
  const touched = [
    finished('refused', 500, 50, 101),
    finished('refused', 500, 199, 300),
    finished('broken', null, 90, 400),
  ];
  const beside = [finished('right', 200, 0, 100), finished('right', 200, 200, 300), finished('left', null, 0, 1)];
  expect(shareRight({ finished: [...touched, ...beside], windows })).toBe(1);
  expect(shareRight({ finished: [...touched, ...beside], windows: [] })).toBe(2 / 5);
});

test('memory is compared between the second minute and the last', () => {
  const grown = Array.from({ length: 50 }, (_, index) => ({ at: index * 10_000, bytes: index < 30 ? 100 : 130 }));
  expect(memoryGrowth(grown)).toBe(1.3);
  expect(memoryGrowth(grown.slice(0, 15))).toBe(1);
});

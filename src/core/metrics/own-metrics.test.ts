import { describe, expect, test } from 'vitest';

import { OwnMetrics } from './own-metrics.ts';

const ROWS = { name: 'rows_total', kind: 'counter', help: 'Rows.', labels: ['kind'], buckets: [] };
const SIZE = { name: 'size', kind: 'histogram', help: 'Sizes.', labels: [], buckets: [1, 2.5] };
const CACHE = { name: 'cache', kind: 'gauge', help: 'Entries of\nthe "cache".', labels: [], buckets: [] };

describe('what workers tell', () => {
  const [one, other] = [{}, {}];
  const workers = new Map([
    [one, '0'],
    [other, '1'],
  ]);

  test('counters and histograms are added up, gauges told apart', () => {
    const metrics = new OwnMetrics();
    const observed = (sum: number, counts: readonly number[]): unknown => ({ ...SIZE, series: [[[], [sum, counts]]] });
    metrics.take(one, [
      { ...ROWS, series: [[['a"b\\\n'], 2]] },
      observed(3, [0, 1, 0]),
      { ...CACHE, series: [[[], 5]] },
    ]);
    metrics.take(other, [
      {
        ...ROWS,
        series: [
          [['a"b\\\n'], 0.5],
          [['new'], 1],
        ],
      },
      observed(100, [1, 0, 1]),
      { ...CACHE, series: [[[], '+Inf']] },
    ]);
    metrics.take(one, [{ ...CACHE, series: [[[], 4]] }]);
    expect(metrics.render(workers)).toBe(String.raw`# HELP rows_total Rows.
# TYPE rows_total counter
rows_total{kind="a\"b\\\n"} 2.5
rows_total{kind="new"} 1
# HELP size Sizes.
# TYPE size histogram
size_bucket{le="1"} 1
size_bucket{le="2.5"} 2
size_bucket{le="+Inf"} 3
size_sum 103
size_count 3
# HELP cache Entries of\nthe "cache".
# TYPE cache gauge
cache{worker="0"} 4
cache{worker="1"} +Inf
`);
  });

  test('of a worker that is gone what it has counted stays, and what it had goes', () => {
    const metrics = new OwnMetrics();
    metrics.take(one, [
      { ...ROWS, series: [[['new'], 2]] },
      { ...CACHE, series: [[[], 5]] },
    ]);
    metrics.forget(one);
    expect(metrics.render(workers)).toBe(
      '# HELP rows_total Rows.\n# TYPE rows_total counter\nrows_total{kind="new"} 2\n',
    );
  });

  test('an edited metric begins anew', () => {
    const metrics = new OwnMetrics();
    metrics.take(one, [{ ...ROWS, series: [[['new'], 2]] }]);
    metrics.take(other, [{ ...ROWS, labels: [], series: [[[], 1]] }]);
    expect(metrics.render(workers)).toContain('\nrows_total 1\n');
    expect(metrics.render(workers)).not.toContain('new');
  });

  test('their number is bounded, however often workers end', () => {
    const metrics = new OwnMetrics(3);
    for (let count = 0; count < 5; count += 1) {
      metrics.take(one, [{ ...CACHE, series: [[[], count]] }]);
      metrics.forget(one);
    }
    for (const kind of ['a', 'b', 'c', 'd', 'a']) metrics.take(one, [{ ...ROWS, series: [[[kind], 1]] }]);
    expect(metrics.render(workers).match(/^rows_total\{.*$/gm)).toEqual([
      'rows_total{kind="a"} 2',
      'rows_total{kind="b"} 1',
      'rows_total{kind="c"} 1',
    ]);
  });

  test.each([
    {},
    [1],
    [{ ...ROWS, kind: 'summary', series: [] }],
    [{ ...ROWS, series: [[['a'], 'many']] }],
    [{ ...ROWS, series: [['a', 1]] }],
    [{ ...SIZE, series: [[[], [1, [1]]]] }],
  ])('%j is not of the protocol', (told) => {
    expect(() => new OwnMetrics().take(one, told)).toThrow(RangeError);
  });
});

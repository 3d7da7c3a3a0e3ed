import { describe, expect, it } from 'vitest';

import { linearTicks, logTicks, renderPlot } from './svg-plot.ts';

describe('ticks', () => {
  it.each([
    [[0.4], [0, 0.1, 0.2, 0.3, 0.4]],
    [[7], [0, 2, 4, 6, 8]],
    [
      [900, 1234],
      [0, 500, 1000, 1500],
    ],
    [[0], [0, 2e-10, 4e-10, 6e-10, 8e-10, 1e-9]],
  ])('of %j are round, and reach beyond them', (values, ticks) => {
    expect(linearTicks(values).map((tick) => Number(tick.toPrecision(6)))).toEqual(ticks);
  });

  it.each([
    [
      [0.4, 12],
      [0.1, 1, 10, 100],
    ],
    [[1], [1, 10]],
    [[], [0.001, 0.01]],
  ])('of %j are powers of ten', (values, ticks) => {
    expect(logTicks(values).map((tick) => Number(tick.toPrecision(6)))).toEqual(ticks);
  });
});

it('draws each line, leaves gaps, and takes every text for a text', () => {
  const svg = renderPlot({
    title: 'a < b',
    across: 'steps & stairs',
    steps: ['1', '"2"'],
    lines: [
      { label: '<script>', values: [1, null] },
      { label: 'b', values: [2, 10] },
    ],
    scale: 'linear',
    format: String,
    marked: 1,
  });
  expect(svg).not.toContain('<script>');
  expect(svg).toContain('a &lt; b');
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).toContain('<title>b, &quot;2&quot;: 10</title>');
  expect(svg).not.toContain('NaN');
});

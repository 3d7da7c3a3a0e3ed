import { expect, test } from 'vitest';

import { median, medianInterval } from './statistics.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test('the median is the middle, whatever the order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

// As tables of the sign test have them, for 95 %.
test.each([
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [10, 2, 9],
  [12, 3, 10],
  [20, 6, 15],
  [30, 10, 21],
])('of %i numbers the median lies between the %ith and the %ith', (count, low, high) => {
  expect(medianInterval(upTo(count).toReversed())).toEqual([low, high]);
});

test('too few numbers say nothing of it', () => {
  expect(medianInterval([1, 2, 3, 4, 5])).toEqual([-Infinity, Infinity]);
  expect(medianInterval([])).toEqual([-Infinity, Infinity]);
});

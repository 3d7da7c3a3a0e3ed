import { expect, test } from 'vitest';
import { median, middleHalf } from './statistics.ts';

test('the median is the middle, whatever the order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test('half of the numbers lie in the middle half', () => {
  expect(middleHalf([5, 1, 4, 2, 3])).toEqual([2, 4]);
  expect(middleHalf([1, 2])).toEqual([1.25, 1.75]);
});

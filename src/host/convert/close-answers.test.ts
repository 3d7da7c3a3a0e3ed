import { expect, test } from 'vitest';

import { firstDifference } from './close-answers.ts';

test.each([
  [{ predictions: [1, 2], probabilities: [[0.5]] }, { predictions: [1, 2], probabilities: [[0.500004]] }, null],
  [[1e6 + 0.5], [1e6 + 1.25], null],
  [[null, 'a', true], [null, 'a', true], null],
  [[1], [2], '[0]: expected 1, got 2'],
  [{ a: [[0.5]] }, { a: [[0.50002]] }, 'a[0][0]: expected 0.5, got 0.50002'],
  [[0.5], [0.5, 1], '[1]: expected undefined, got 1'],
  [{ a: 1 }, { b: 1 }, 'a: expected 1, got undefined'],
  [[], {}, ': expected [], got {}'],
])('%j, %j', (expected, actual, difference) => {
  expect(firstDifference(expected, actual)).toBe(difference);
});

import { expect, test } from 'vitest';

import { isInPythonRange } from './python-range.ts';

test.each([
  ['>=3.12', false],
  ['>=3.11', true],
  ['>=3.11.8', false],
  ['>=3.9,<3.12', true],
  ['<3.11', false],
  ['<=3.11', false],
  ['>3.10', true],
  ['==3.11.*', true],
  ['!=3.11.*', false],
  ['!=3.11.7', false],
  ['==3.11.7', true],
  ['~=3.10', true],
  ['~=3.10.2', false],
  [' >= 3.8 , < 4 ', true],
  ['', true],
  ['quite new', true],
])('3.11.7 and %j', (range, expected) => {
  expect(isInPythonRange('3.11.7', range)).toBe(expected);
});

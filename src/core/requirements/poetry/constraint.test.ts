import { expect, test } from 'vitest';

import { parsePoetryConstraint } from './constraint.ts';

// The table of Poetry's own documentation, and what people write besides.
test.each([
  ['^1.2.3', '>=1.2.3,<2'],
  ['^1.2', '>=1.2,<2'],
  ['^1', '>=1,<2'],
  ['^0.2.3', '>=0.2.3,<0.3'],
  ['^0.0.3', '>=0.0.3,<0.0.4'],
  ['^0.0', '>=0.0,<0.1'],
  ['^0', '>=0,<1'],
  ['^2.0b1', '>=2.0b1,<3'],
  ['~1.2.3', '>=1.2.3,<1.3'],
  ['~1.2', '>=1.2,<1.3'],
  ['~1', '>=1,<2'],
  ['~=1.2', '~=1.2'],
  ['*', ''],
  ['1.*', '==1.*'],
  ['1.2.3', '==1.2.3'],
  ['= 1.2', '==1.2'],
  ['>=1.2, <2', '>=1.2,<2'],
  ['>= 1.2 < 2', '>=1.2,<2'],
  ['!=1.5,^1.2', '!=1.5,>=1.2,<2'],
  ['2.1.0+cpu', '==2.1.0+cpu'],
  ['<1 || ^2', '<1 | >=2,<3'],
])('%s is %s', (written, meant) => {
  expect(
    parsePoetryConstraint(written)
      ?.map((each) => each.join(','))
      .join(' | '),
  ).toBe(meant);
});

test.each(['latest', '^', '^x', '1..2'])('%s is none', (written) => {
  expect(parsePoetryConstraint(written)).toBeNull();
});

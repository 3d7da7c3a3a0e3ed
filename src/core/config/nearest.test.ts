import { expect, test } from 'vitest';

import { nearest } from './nearest.ts';

const words = ['requirements', 'resources', 'runtime', 'secrets', 'cpu'];

test.each([
  ['requirments', 'requirements'],
  ['requiremetns', 'requirements'],
  ['Resources', 'resources'],
  ['rutime', 'runtime'],
  ['scerets', 'secrets'],
  ['cup', 'cpu'],
  ['gpu', 'cpu'],
  ['banana', undefined],
  ['x', undefined],
])('%s is meant as %s', (word, expected) => {
  expect(nearest(word, words)).toBe(expected);
});

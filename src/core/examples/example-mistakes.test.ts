import { expect, test } from 'vitest';

import { findExampleMistakes } from './example-mistakes.ts';

test('a list of many examples is looked through once', () => {
  const items = Array.from({ length: 200_000 }, (_, index) => ({ name: `example ${index}`, input: 1 }));
  expect(findExampleMistakes(items)).toEqual([]);
  expect(findExampleMistakes([...items, { name: 'example 7', input: 2 }])).toMatchObject([
    { path: [200_000, 'name'], message: 'two examples are named example 7' },
  ]);
});

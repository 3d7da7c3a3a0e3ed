import { expect, test } from 'vitest';

import { choice } from './define-options.ts';

test.each([
  [['onnx'], 'expected onnx'],
  [['a', 'b'], 'expected a or b'],
  [['a', 'b', 'c'], 'expected a, b or c'],
] as const)('of %j any other word is refused', (words, message) => {
  const { parse } = choice('--to <form>', '', words);
  expect(parse(words[0])).toBe(words[0]);
  expect(() => parse('torch')).toThrow(new Error(message));
});

import { expect, test } from 'vitest';

import { logicalLines } from './logical-lines.ts';

test.each([
  ['a\nb', ['1: a', '2: b']],
  ['a \\\n  --hash=x \\\n  --hash=y\nb', ['1: a    --hash=x    --hash=y', '4: b']],
  ['a\\\r\nb\r\nc', ['1: a b', '3: c']],
  ['# a comment \\\nb', ['1: # a comment \\', '2: b']],
  ['a \\', ['1: a  ']],
  ['', ['1: ']],
])('%j', (text, expected) => {
  expect(logicalLines(text).map(({ content, line }) => `${line}: ${content}`)).toEqual(expected);
});

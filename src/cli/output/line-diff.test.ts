import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { renderDiff } from './line-diff.ts';
import { createStyles } from './styles.ts';

const styles = createStyles(new PassThrough());

it('shows what changed, with a few lines around it', () => {
  const before = ['a', 'b', 'c', 'd', 'old', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'gone', 'l', ''].join('\n');
  const after = ['a', 'b', 'c', 'd', 'new', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'more', ''].join('\n');
  expect(renderDiff(before, after, styles)).toMatchInlineSnapshot(`
    "  b
      c
      d
    - old
    + new
      e
      f
      g
      ⋮
      i
      j
      k
    - gone
      l
    + more"
  `);
});

it.each([
  ['equal texts', 'a\nb\n', 'a\nb\n', ''],
  ['everything', 'a\n', 'b\n', '- a\n+ b'],
  ['another line feed', 'a\r\nb\r\n', 'a\r\nc\r\n', '  a\n- b\n+ c'],
])('%s', (_, before, after, shown) => {
  expect(renderDiff(before, after, styles)).toBe(shown);
});

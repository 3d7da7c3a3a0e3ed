import { describe, expect, it } from 'vitest';

import { shellWord } from '../../core/shell-word.ts';
import { renderTable } from './table.ts';

describe('renderTable', () => {
  it('makes columns as wide as their widest cell', () => {
    const rows = [
      ['NAME', 'PYTHON', 'SIZE'],
      ['a1b2', '3.11', '12 MB'],
      ['a-longer-name', '', '1 MB'],
    ];
    expect(renderTable(rows)).toMatchInlineSnapshot(`
      "NAME           PYTHON  SIZE
      a1b2           3.11    12 MB
      a-longer-name  -       1 MB"
    `);
  });
});

describe('shellWord', () => {
  it.each([
    ['my-model', 'my-model'],
    ['my model', `'my model'`],
    [`it's`, String.raw`'it'\''s'`],
    ['', `''`],
    ['$HOME', `'$HOME'`],
  ])('%j', (word, quoted) => {
    expect(shellWord(word)).toBe(quoted);
  });
});

import { describe, expect, test } from 'vitest';

import { hasHeadings, parseTable } from './parse-table.ts';

describe('a table is read', () => {
  test.each([
    [
      'of a spreadsheet',
      '1\t2,5\n3\t4\n',
      [
        ['1', '2,5'],
        ['3', '4'],
      ],
    ],
    [
      'of a CSV file',
      'a,b\r\n"x, ""y""",2\r\n',
      [
        ['a', 'b'],
        ['x, "y"', '2'],
      ],
    ],
    [
      'with semicolons',
      'a;b\n1,5;2',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    ['with lines in a cell', '"one\ntwo"\t1', [['one\ntwo', '1']]],
    ['of one column', '1\n2\n\n3', [['1'], ['2'], ['3']]],
    ['behind a mark of bytes', '\uFEFFa,b', [['a', 'b']]],
    ['of nothing', '\n', []],
  ])('%s', (_, text, table) => {
    expect(parseTable(text)).toEqual(table);
  });
});

test('a row of names is one of headings, and a row of values is not', () => {
  expect(
    hasHeadings(
      [
        ['length', 'width'],
        ['1', '2'],
      ],
      [],
    ),
  ).toBe(true);
  expect(hasHeadings([['width', '2']], ['width'])).toBe(true);
  expect(
    hasHeadings(
      [
        ['1', '2'],
        ['3', '4'],
      ],
      ['1', '2'],
    ),
  ).toBe(false);
  expect(
    hasHeadings(
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      [],
    ),
  ).toBe(false);
});

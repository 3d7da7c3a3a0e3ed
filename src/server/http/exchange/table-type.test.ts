import { expect, test } from 'vitest';

import { tableType } from './table-type.ts';

test.each([
  [undefined, null],
  ['', null],
  ['*/*', null],
  ['application/json', null],
  ['text/csv', 'text/csv'],
  ['Text/CSV; charset=utf-8', 'text/csv'],
  ['text/csv; header=present', 'text/csv; header=present'],
  ['text/csv;header=absent', 'text/csv'],
  // What pandas' deserializer sends: it can read both, and CSV only with a header.
  ['text/csv, application/json', null],
  ['text/csv, application/json;q=0.5', 'text/csv'],
  ['text/csv;q=0.1, */*;q=0.5', null],
  ['text/csv;q=0', null],
  ['application/x-npy', 'application/x-npy'],
  ['application/jsonlines', 'application/jsonlines'],
  ['text/html, application/x-npy', 'application/x-npy'],
])('Accept: %s', (accept, type) => {
  expect(tableType(accept)).toBe(type);
});

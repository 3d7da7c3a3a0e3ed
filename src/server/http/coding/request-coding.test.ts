import { expect, test } from 'vitest';

import { requestCoding } from './request-coding.ts';

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['Gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  [' deflate ', 'deflate'],
  ['br', 'unknown'],
  ['gzip, gzip', 'unknown'],
  ['gzip,deflate', 'unknown'],
])('Content-Encoding: %s is %s', (header, coding) => {
  expect(requestCoding(header)).toBe(coding);
});

import { expect, test } from 'vitest';

import { timeoutMs } from './request-deadline.ts';

test.each([
  [undefined, Infinity],
  ['5000', 5000],
  ['1', 1],
  ['999999999999999', 999_999_999_999_999],
])('%s allows %i ms', (header, allowed) => {
  expect(timeoutMs(header)).toBe(allowed);
});

test.each(['0', '-1', '1.5', '5s', '', ' 5', '1e3', '9999999999999999', ['1', '2']])('%j is not valid', (header) => {
  expect(timeoutMs(header)).toMatchObject({ code: 'REQUEST_HEADER_INVALID' });
});

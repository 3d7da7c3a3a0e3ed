import { expect, test } from 'vitest';

import { timeoutMs } from './request-deadline.ts';

test.each([
  [undefined, 60_000],
  ['5000', 5000],
  ['1', 1],
  ['60001', 60_000],
  ['999999999999999', 60_000],
])('%s allows %i ms', (header, allowed) => {
  expect(timeoutMs(header, 60_000)).toBe(allowed);
});

test.each(['0', '-1', '1.5', '5s', '', ' 5', '1e3', '9999999999999999', ['1', '2']])('%j is not valid', (header) => {
  expect(timeoutMs(header, 60_000)).toMatchObject({ code: 'REQUEST_HEADER_INVALID' });
});

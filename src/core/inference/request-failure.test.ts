import { expect, test } from 'vitest';

import { isFinalStatus, statusOf } from './request-failure.ts';

test('the status is the one that the model chose, else that of the code', () => {
  expect(statusOf({ code: 'SERVER_BUSY', message: '' })).toBe(429);
  expect(statusOf({ code: 'MODEL_HTTP_ERROR', message: '', status: 418 })).toBe(418);
});

test.each([
  [200, true],
  [599, true],
  [199, false],
  [600, false],
  [200.5, false],
  ['200', false],
  [Number.NaN, false],
])('%s may end a response: %s', (status, expected) => {
  expect(isFinalStatus(status)).toBe(expected);
});

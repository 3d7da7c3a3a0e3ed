import { expect, test } from 'vitest';

import { requestCoding } from './request-coding.ts';

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['Gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  [' deflate ', 'deflate'],
])('Content-Encoding: %s is %s', (header, coding) => {
  expect(requestCoding(header)).toBe(coding);
});

test.each(['br', 'gzip, gzip', 'gzip,deflate'])('Content-Encoding: %s is refused', (header) => {
  expect(requestCoding(header)).toMatchObject({
    code: 'REQUEST_ENCODING_UNSUPPORTED',
    message: `A body with Content-Encoding "${header}" cannot be read`,
    headers: [['Accept-Encoding', 'gzip, deflate']],
  });
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { binaryOffset } from './binary-offset.ts';

test.each([
  ['0', 0],
  ['7', 7],
  ['100', 100],
  ['007', 7],
])('%s of 100 bytes', (header, offset) => {
  expect(binaryOffset(header, 100)).toBe(offset);
});

test.each([undefined, '', '-1', '101', '1e2', '0x10', '1.0', ' 7', '+7', '7, 8', '9999999999999999', ['1', '2']])(
  '%j is refused',
  (header) => {
    expect(binaryOffset(header, 100)).toMatchObject({ code: 'REQUEST_HEADER_INVALID' });
  },
);

test('whatever is sent, an offset lies inside the body', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String)), fc.nat(1000), (header, bytes) => {
      const offset = binaryOffset(header, bytes);
      expect(typeof offset === 'number' ? offset >= 0 && offset <= bytes : offset.code).toBeTruthy();
    }),
  );
});

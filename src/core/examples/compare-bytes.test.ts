import { expect, test } from 'vitest';

import { compareBytes } from './compare-bytes.ts';

test.each([
  [[1, 2], [1, 2], []],
  [[], [], []],
  [[1, 2, 3], [1, 9, 3], ['expected the 3 bytes of a.png, got 3; byte 2 is the first that differs']],
  [[1, 2, 3], [1, 2], ['expected the 3 bytes of a.png, got 2; byte 3 is the first that differs']],
  [[1, 2], [1, 2, 3], ['expected the 2 bytes of a.png, got 3; byte 3 is the first that differs']],
])('%j and %j', (expected, actual, told) => {
  const differences = compareBytes(Uint8Array.from(expected), Uint8Array.from(actual), 'a.png');
  expect(differences.map(({ message }) => message)).toEqual(told);
});

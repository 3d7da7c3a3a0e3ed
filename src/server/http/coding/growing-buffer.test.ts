import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { GrowingBuffer } from './growing-buffer.ts';

test('whatever the pieces and whatever was expected, all of it comes out', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 100_000 }), { maxLength: 8 });
  const expected = fc.oneof(fc.constant(Number.NaN), fc.nat(5_000_000));
  fc.assert(
    fc.property(pieces, expected, (arrays, expectedBytes) => {
      const buffer = new GrowingBuffer(expectedBytes);
      for (const array of arrays) buffer.append(Buffer.from(array));
      expect(buffer.content.equals(Buffer.concat(arrays))).toBe(true);
    }),
    { numRuns: 30 },
  );
});

import { array, assert, constant, nat, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';

import { KeptPieces } from './kept-pieces.ts';

const LARGE = 16 * 1024;

test('pieces stay in their order; small ones between large ones are put together', () => {
  const lengths = array(oneof(nat({ max: 40 }), constant(LARGE), constant(3 * LARGE)), {
    maxLength: 12,
  });
  assert(
    property(lengths, (all) => {
      const pieces = all.map((length, index) => Buffer.alloc(length, index + 1));
      const kept = new KeptPieces();
      for (const piece of pieces) kept.append(piece);
      const { content } = kept;
      expect(Buffer.concat(content.pieces).equals(Buffer.concat(pieces))).toBe(true);
      const small = content.pieces.filter(({ length }) => length < LARGE).length;
      expect(small).toBeLessThanOrEqual(all.filter((length) => length >= LARGE).length + 1);
    }),
    { numRuns: 30 },
  );
});

test('a large piece is kept where it lies, and a hundred thousand crumbs are one piece', () => {
  const large = Buffer.alloc(LARGE);
  const kept = new KeptPieces();
  kept.append(large);
  for (let count = 0; count < 100_000; count += 1) kept.append(Buffer.from([count]));
  const { pieces } = kept.content;
  expect(pieces).toHaveLength(2);
  expect(pieces[0]).toBe(large);
  expect(pieces[1]).toHaveLength(100_000);
});

test('a crumb after each large piece takes no memory but its own', () => {
  const kept = new KeptPieces();
  for (let count = 0; count < 20; count += 1) {
    kept.append(Buffer.alloc(LARGE));
    kept.append(Buffer.from([count]));
  }
  const buffers = new Set(kept.content.pieces.map(({ buffer }) => buffer));
  expect([...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(30 * LARGE);
});

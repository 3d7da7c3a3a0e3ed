import type { Difference } from './compare-answers.ts';

/** Compares an answer with the bytes of a file, which must be the same. `file`: how the message calls it. */
export function compareBytes(expected: Uint8Array, actual: Uint8Array, file: string): Difference[] {
  const place = actual.findIndex((byte, index) => byte !== expected[index]);
  if (place === -1 && actual.length === expected.length) return [];
  const first = place === -1 ? actual.length : place;
  const message = `expected the ${expected.length} bytes of ${file}, got ${actual.length}; byte ${first + 1} is the first that differs`;
  return [{ path: '', message }];
}

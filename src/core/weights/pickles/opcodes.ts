// What follows each opcode of a pickle, of all protocols up to 5 (https://docs.python.org/3/library/pickletools.html): nothing can be
// skipped without it. The format has not grown since 2019.

/** What stands behind an opcode: bytes, a number of bytes and so many of them, or lines. */
export type Operand =
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'counted'; readonly countBytes: 1 | 4 | 8 }
  | { readonly kind: 'lines'; readonly count: 1 | 2 };

const fixed = (bytes: number): Operand => ({ kind: 'fixed', bytes });
const counted = (countBytes: 1 | 4 | 8): Operand => ({ kind: 'counted', countBytes });
const lines = (count: 1 | 2): Operand => ({ kind: 'lines', count });

/** All that have no operand, as they are written. */
const BARE = '(.012NQRabd}elo]st)u';

/** Those of the protocols from 2 on that have none. */
const BARE_LATER = [0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x97, 0x98];

const WRITTEN: Readonly<Record<string, Operand>> = {
  F: lines(1),
  I: lines(1),
  J: fixed(4),
  K: fixed(1),
  L: lines(1),
  M: fixed(2),
  P: lines(1),
  S: lines(1),
  T: counted(4),
  U: counted(1),
  V: lines(1),
  X: counted(4),
  B: counted(4),
  C: counted(1),
  c: lines(2),
  g: lines(1),
  h: fixed(1),
  i: lines(2),
  j: fixed(4),
  p: lines(1),
  q: fixed(1),
  r: fixed(4),
  G: fixed(8),
};

const LATER: Readonly<Record<number, Operand>> = {
  0x80: fixed(1),
  0x82: fixed(1),
  0x83: fixed(2),
  0x84: fixed(4),
  0x8a: counted(1),
  0x8b: counted(4),
  0x8c: counted(1),
  0x8d: counted(8),
  0x8e: counted(8),
  0x95: fixed(8),
  0x96: counted(8),
};

/** The operand of each opcode; what is not here is no opcode. */
export const OPERANDS: ReadonlyMap<number, Operand> = new Map([
  ...BARE.split('').map((letter) => [letter.charCodeAt(0), fixed(0)] as const),
  ...BARE_LATER.map((code) => [code, fixed(0)] as const),
  ...Object.entries(WRITTEN).map(([letter, operand]) => [letter.charCodeAt(0), operand] as const),
  ...Object.entries(LATER).map(([code, operand]) => [Number(code), operand] as const),
]);

import { array, assert, nat, property, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';

import { PiecedBody } from './pieced-body.ts';

test('a body in pieces has the length and the beginning of the whole', () => {
  assert(
    property(array(uint8Array({ maxLength: 20 }), { maxLength: 6 }), nat({ max: 100 }), (pieces, bytes) => {
      const whole = pieces.flatMap((piece) => [...piece]);
      const body = new PiecedBody(pieces);
      expect(body.length).toBe(whole.length);
      expect([...body.beginning(bytes)]).toEqual(whole.slice(0, bytes));
    }),
  );
});

test('the memory of a body goes back when its request is over', () => {
  const pieces = [new Uint8Array(3), new Uint8Array(5)];
  const body = new PiecedBody(pieces);
  body.done();
  expect(pieces.map(({ length }) => length)).toEqual([0, 0]);
  expect(body.length).toBe(8);
  expect(() => body.pieces).toThrow('the body of a request that is over');
});

test('the memory of a body stays until each of its writes has been taken', () => {
  const piece = new Uint8Array(3);
  const body = new PiecedBody([piece]);
  // A worker has died, and the body goes to another one.
  body.writing();
  body.writing();
  body.written();
  body.done();
  expect(piece.length).toBe(3);
  body.written();
  expect(piece.length).toBe(0);
});

test('a write that was taken before the request is over frees nothing', () => {
  const piece = new Uint8Array(3);
  const body = new PiecedBody([piece]);
  body.writing();
  body.written();
  expect(piece.length).toBe(3);
  body.done();
  expect(piece.length).toBe(0);
});

test('memory in which other bytes lie stays', () => {
  const shared = new Uint8Array(10);
  const piece = shared.subarray(0, 9);
  new PiecedBody([piece]).done();
  expect(piece.length).toBe(9);
});

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

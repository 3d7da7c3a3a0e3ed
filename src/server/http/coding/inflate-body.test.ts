import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { NO_ROOM, tooLarge } from '../../../core/inference/body-refusals.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { inflateBody } from './inflate-body.ts';
import type { Coding } from './request-coding.ts';

interface Outcome {
  readonly result: OrRefusal<Buffer>;
  readonly heldBytes: number;
}

async function inflate(coded: Buffer, coding: Coding, { maxBytes = 1e6, room = 1e9 } = {}): Promise<Outcome> {
  let heldBytes = 0;
  const result = await new Promise<OrRefusal<Buffer>>((resolve) => {
    const hold = (bytes: number): boolean => {
      heldBytes += bytes;
      return heldBytes <= room;
    };
    inflateBody(coded, { coding, maxBytes, hold, onBody: resolve, onRefused: resolve });
  });
  return { result, heldBytes };
}

test.each([
  ['gzip', gzipSync, 'gzip'],
  ['deflate as the standard has it', deflateSync, 'deflate'],
  ['deflate as some clients have it', deflateRawSync, 'deflate'],
] as const)('%s: whatever was compressed comes out', async (_name, compress, coding) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100_000 }), async (bytes) => {
      const { result, heldBytes } = await inflate(compress(bytes), coding);
      expect(Buffer.from(bytes).equals(result as Buffer)).toBe(true);
      expect(heldBytes).toBe(bytes.length);
    }),
    { numRuns: 30 },
  );
});

test('a bomb ends soon after the first byte that is too much', async () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  const { result, heldBytes } = await inflate(bomb, 'gzip');
  expect(result).toEqual(tooLarge(1e6));
  expect(heldBytes).toBeLessThanOrEqual(1e6);
});

test('a body at the limit is taken, one byte more is not', async () => {
  expect((await inflate(gzipSync(Buffer.alloc(1e6)), 'gzip')).result).toHaveLength(1e6);
  expect((await inflate(gzipSync(Buffer.alloc(1e6 + 1)), 'gzip')).result).toEqual(tooLarge(1e6));
});

test('what finds no room is refused', async () => {
  expect((await inflate(gzipSync(Buffer.alloc(1e6)), 'gzip', { room: 1000 })).result).toBe(NO_ROOM);
});

test('a body that is cut short is not valid', async () => {
  const whole = gzipSync(Buffer.from('{"inputs": [1, 2, 3]}'));
  expect((await inflate(whole.subarray(0, -1), 'gzip')).result).toMatchObject({ code: 'REQUEST_BODY_INVALID' });
});

test('any bytes give a body or a refusal', async () => {
  const codings = fc.constantFrom<Coding>('gzip', 'deflate');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), codings, async (bytes, coding) => {
      const { result } = await inflate(Buffer.from(bytes), coding);
      expect(isRefusal(result) || Buffer.isBuffer(result)).toBe(true);
    }),
  );
});

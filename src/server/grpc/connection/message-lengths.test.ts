import { expect, test } from 'vitest';

import { MessageLengths } from './message-lengths.ts';

function message(flag: number, bytes: number): Buffer {
  const head = Buffer.from([flag, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes, 1);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

test.each([1, 2, 7, 1000])('the compressed messages count, in pieces of %d bytes', (size) => {
  const stream = Buffer.concat([message(0, 300), message(1, 40), message(1, 0), message(0, 0), message(1, 2)]);
  const lengths = new MessageLengths();
  const found: number[] = [];
  for (let at = 0; at < stream.length; at += size) found.push(lengths.push(stream.subarray(at, at + size)));
  expect(found.reduce((sum, bytes) => sum + bytes)).toBe(42);
});

test('what is not whole does not count yet', () => {
  const lengths = new MessageLengths();
  expect(lengths.push(message(1, 300).subarray(0, 304))).toBe(0);
  expect(lengths.push(Buffer.alloc(1))).toBe(300);
});

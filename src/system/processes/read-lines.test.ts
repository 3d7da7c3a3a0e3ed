import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';

import { expect, test } from 'vitest';

import { readLines } from './read-lines.ts';

async function linesOf(...chunks: Buffer[]): Promise<string[]> {
  const lines: string[] = [];
  const stream = new PassThrough();
  readLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return lines;
}

test('lines come whole, whatever pieces they came in', async () => {
  const bytes = Buffer.from('één\r\ntwo\n\n😀 last');
  const expected = ['één', 'two', '', '😀 last'];
  expect(await linesOf(bytes)).toEqual(expected);
  expect(await linesOf(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected);
  expect(await linesOf(Buffer.from('a\n'))).toEqual(['a']);
});

test('an endless line comes in pieces', async () => {
  const lines = await linesOf(Buffer.from('x'.repeat(40_000)));
  expect(lines.map((line) => line.length)).toEqual([16_384, 16_384, 7232]);
});

import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';

import { expect, test } from 'vitest';

import { LastLines } from './last-lines.ts';
import { readLines } from './output-lines.ts';

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
  const bytes = Buffer.from('één\r\ntwo\n\nlast');
  const expected = ['één', 'two', '', 'last'];
  expect(await linesOf(bytes)).toEqual(expected);
  expect(await linesOf(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected);
  expect(await linesOf(Buffer.from('a\n'))).toEqual(['a']);
});

test('an endless line comes in pieces', async () => {
  const lines = await linesOf(Buffer.from('x'.repeat(40_000)));
  expect(lines.map((line) => line.length)).toEqual([16_384, 16_384, 7232]);
});

test('the last twenty lines are kept', () => {
  const last = new LastLines();
  expect(last.get()).toEqual([]);
  for (let line = 1; line <= 105; line += 1) last.add(String(line));
  expect(last.get()).toEqual(Array.from({ length: 20 }, (_, index) => String(86 + index)));
});

import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';

import { afterEach, describe, expect, test, vi } from 'vitest';

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

describe('a line that is written over', () => {
  afterEach(() => void vi.useRealTimers());

  test.each([
    ['\r1/3\r2/3\r3/3\n', ['3/3']],
    ['1/3\r2/3\r3/3\r\ndone\n', ['3/3', 'done']],
    ['1/3\r2/3\r', ['2/3']],
    ['1/3\r2/3', ['2/3']],
    ['\r\n', ['']],
    ['one\r\ntwo\r\n', ['one', 'two']],
  ])('%j', async (text, expected) => {
    const bytes = Buffer.from(text);
    expect(await linesOf(bytes)).toEqual(expected);
    expect(await linesOf(...Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(expected);
  });

  test('is reported once a second while it goes on, and never twice as the same', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const lines: string[] = [];
    const stream = new PassThrough();
    readLines(stream, (line) => lines.push(line));
    const write = async (text: string): Promise<void> => {
      stream.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (let count = 1; count <= 30; count += 1) {
      await write(`\r${count}%`);
      vi.advanceTimersByTime(100);
    }
    expect(lines).toEqual(['10%', '20%', '30%']);
    vi.advanceTimersByTime(5000);
    expect(lines).toHaveLength(3);
    await write('\nnext\n');
    expect(lines).toEqual(['10%', '20%', '30%', 'next']);
  });

  test('takes no more memory than what is seen of it', async () => {
    expect(
      await linesOf(...Array.from({ length: 5000 }, (_, count) => Buffer.from(`\r${count} ${'x'.repeat(50)}`))),
    ).toEqual([`4999 ${'x'.repeat(50)}`]);
  });
});

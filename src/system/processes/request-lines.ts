import type { Readable } from 'node:stream';

/** A line of input, or `null` for one that was longer than allowed and has been skipped. */
export type InputLine = string | null;

const LINE_FEED = 10;

/** Reads lines of UTF-8 from a stream of bytes, each of at most `maxBytes`; never holds more than that. */
export async function* requestLines(input: Readable, maxBytes: number): AsyncGenerator<InputLine> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    let rest = chunk;
    for (let end = rest.indexOf(LINE_FEED); end >= 0; end = rest.indexOf(LINE_FEED)) {
      const isTooLong = size + end > maxBytes;
      yield isTooLong ? null : Buffer.concat([...parts, rest.subarray(0, end)]).toString('utf8');
      [parts, size] = [[], 0];
      rest = rest.subarray(end + 1);
    }
    size += rest.length;
    if (size <= maxBytes) parts.push(rest);
    else parts = [];
  }
  if (size > maxBytes) yield null;
  else if (size > 0) yield Buffer.concat(parts).toString('utf8');
}

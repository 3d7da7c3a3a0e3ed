import type { WriteStream } from 'node:tty';

/** Whether a person reads what is written to a stream. */
export function isTerminal(stream: NodeJS.WritableStream): stream is WriteStream {
  return 'isTTY' in stream && stream.isTTY === true;
}

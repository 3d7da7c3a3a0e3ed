import { StringDecoder } from 'node:string_decoder';

/** Turns a stream of bytes into lines. */
export interface LineSplitter {
  add(chunk: Buffer): void;
  /** Hands over a last line that had no line feed. */
  end(): void;
}

/** Calls `onLine` with each line of UTF-8, without its line feed (or CR LF). */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const hand = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  return {
    add(chunk) {
      hand(decoder.write(chunk));
    },
    end() {
      hand(decoder.end());
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}

import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A longer line is reported in pieces: a program that prints without line breaks must not fill the memory. */
const MAX_LINE_CHARS = 16 * 1024;

/** How long a line that is written over, as progress bars are, waits for being written over again before it is reported. */
const PROGRESS_MS = 1000;

/**
 * Reports a stream line by line, without the line breaks; what is after the last one is a line, too. Of a line that a program
 * writes over, each after a carriage return, it reports what stands there, at most once a second, and at last.
 */
export function readLines(stream: Readable, onLine: (line: string) => void): void {
  const reader = new LineReader(onLine);
  const decoder = new StringDecoder('utf8');
  stream.on('data', (chunk: Buffer) => reader.push(decoder.write(chunk)));
  stream.on('end', () => {
    reader.push(decoder.end());
    reader.end();
  });
}

class LineReader {
  readonly #onLine: (line: string) => void;
  /** What stands after the last line break, and after the carriage returns before it. */
  #rest = '';
  /** Whether what stood in the line before was written over. */
  #isProgress = false;
  /** What was reported of the line that is being written over; null: nothing yet. */
  #reported: string | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#endLine(line);
    this.#writeOver();
    while (this.#rest.length > MAX_LINE_CHARS) {
      this.#onLine(this.#rest.slice(0, MAX_LINE_CHARS));
      this.#rest = this.#rest.slice(MAX_LINE_CHARS);
    }
  }

  end(): void {
    if (this.#rest !== '') this.#endLine(this.#rest);
    this.#rest = '';
  }

  #endLine(line: string): void {
    const last = visibleOf(line);
    if (last !== this.#reported) this.#onLine(last);
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isProgress = false;
    this.#reported = null;
  }

  /** Forgets what nobody would see any more. A return at the very end has not written anything over yet. */
  #writeOver(): void {
    const at = this.#rest.lastIndexOf('\r', this.#rest.length - 2);
    if (at !== -1) {
      this.#isProgress = true;
      this.#rest = this.#rest.slice(at + 1);
    }
    if (this.#isProgress) this.#timer ??= setTimeout(this.#report, PROGRESS_MS).unref();
  }

  readonly #report = (): void => {
    this.#timer = null;
    const visible = visibleOf(this.#rest);
    if (visible === '' || visible === this.#reported) return;
    this.#reported = visible;
    this.#onLine(visible);
  };
}

/** What stands in a line in the end: what comes after its last carriage return, but for one at its end. */
function visibleOf(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
}

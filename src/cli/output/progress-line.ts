import type { WriteStream } from 'node:tty';

import { visibleText } from '../../core/visible-text.ts';
import type { Progress, ProgressEvent } from '../../toolchain/progress.ts';
import { isTerminal } from './terminal.ts';

/** Shows how far a long job is. */
export interface ProgressLine {
  readonly show: Progress;
  /** For what seldom takes long enough to be worth a line: shown only where the line goes away again. */
  readonly hint: (message: string) => void;
  /** Shows rows in the place of the line, asked for anew at every turn, as wide as they like; they stay. Null where nothing is rewritten. */
  readonly live: ((rows: Rows) => void) | null;
  /** Takes the line away; whatever is printed next stands in its place. */
  readonly clear: () => void;
}

/** Rows as they are now. `frame`: what turns where something is at work; a space once nothing is. */
export type Rows = (frame: string) => readonly string[];

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
const CLEAR_LINE = '\r\u001b[2K';
// The seconds are shown when a job is slow enough for a person to wonder.
const SHOW_SECONDS_AFTER_MS = 3000;

/** The progress line of a terminal: one line that is rewritten; elsewhere one plain line for each phase, so that a CI log shows what took long. */
export function createProgressLine(stream: NodeJS.WritableStream): ProgressLine {
  return isTerminal(stream) && process.env['TERM'] !== 'dumb' ? createSpinner(stream) : createPlainLines(stream);
}

function ignore(): void {}

/** Shows nothing. */
export const silentProgress: ProgressLine = { show: ignore, hint: ignore, live: null, clear: ignore };

function createPlainLines(stream: NodeJS.WritableStream): ProgressLine {
  let phase: string | null = null;
  return {
    show(event) {
      if (event.phase !== phase) stream.write(`${visibleText(event.message)}\n`);
      phase = event.phase;
    },
    hint: ignore,
    live: null,
    clear: () => {
      phase = null;
    },
  };
}

function createSpinner(stream: WriteStream): ProgressLine {
  let timer: NodeJS.Timeout | null = null;
  let startedAt = 0;
  let turn = 0;
  let current: ProgressEvent | Rows | null = null;
  const table = createTable(stream);

  const draw = (): void => {
    if (current === null) return;
    const frame = FRAMES[turn++ % FRAMES.length] ?? '';
    if (typeof current === 'function') {
      table.draw(current(frame));
      return;
    }
    const elapsedMs = Date.now() - startedAt;
    const seconds = elapsedMs > SHOW_SECONDS_AFTER_MS ? ` ${Math.floor(elapsedMs / 1000)}s` : '';
    const line = `${frame} ${visibleText(describe(current))}${seconds}`;
    // A line that wraps could not be rewritten.
    stream.write(`${CLEAR_LINE}${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const begin = (next: ProgressEvent | Rows): void => {
    if (typeof current === 'function' || (current !== null && typeof next === 'function')) clear();
    current = next;
    if (timer === null) {
      startedAt = Date.now();
      timer = setInterval(draw, FRAME_MS).unref();
    }
    draw();
  };
  const clear = (): void => {
    if (timer === null) return;
    clearInterval(timer);
    timer = null;
    if (typeof current === 'function') table.leave(current(' '));
    else stream.write(CLEAR_LINE);
    current = null;
  };
  return { show: begin, hint: (message) => begin({ phase: message, message }), live: begin, clear };
}

/** Rows that are rewritten in place. What is wider than the terminal is cut by it, since a row that wraps could not be. */
function createTable(stream: WriteStream): Record<'draw' | 'leave', (rows: readonly string[]) => void> {
  let drawn = 0;
  const write = (rows: readonly string[]): void => {
    const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
    stream.write(`${up}\r\u001b[J\u001b[?7l${rows.map((row) => `${row}\n`).join('')}\u001b[?7h`);
    drawn = rows.length;
  };
  return {
    // What has scrolled out of a terminal cannot be rewritten: the last rows stay in view.
    draw: (rows) => write(rows.slice(1 - (stream.rows || 24))),
    leave(rows) {
      write(rows);
      drawn = 0;
    },
  };
}

function describe({ message, done, total }: ProgressEvent): string {
  if (done === undefined) return message;
  return total === undefined ? `${message} (${done})` : `${message} (${done}/${total})`;
}

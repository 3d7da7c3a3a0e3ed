import type { WriteStream } from 'node:tty';

import { visibleText } from '../../core/visible-text.ts';
import type { Progress, ProgressEvent } from '../../toolchain/progress.ts';
import { isTerminal } from './terminal.ts';

/** Shows how far a long job is. */
export interface ProgressLine {
  readonly show: Progress;
  /** For what seldom takes long enough to be worth a line: shown only where the line goes away again. */
  readonly hint: (message: string) => void;
  /** Takes the line away; whatever is printed next stands in its place. */
  readonly clear: () => void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 80;
// The seconds are shown when a job is slow enough for a person to wonder.
const SHOW_SECONDS_AFTER_MS = 3000;

/** The progress line of a terminal: one line that is rewritten; elsewhere one plain line for each phase, so that a CI log shows what took long. */
export function createProgressLine(stream: NodeJS.WritableStream): ProgressLine {
  return isTerminal(stream) && process.env['TERM'] !== 'dumb' ? createSpinner(stream) : createPlainLines(stream);
}

function ignore(): void {}

/** Shows nothing. */
export const silentProgress: ProgressLine = { show: ignore, hint: ignore, clear: ignore };

function createPlainLines(stream: NodeJS.WritableStream): ProgressLine {
  let phase: string | null = null;
  return {
    show(event) {
      if (event.phase !== phase) stream.write(`${visibleText(event.message)}\n`);
      phase = event.phase;
    },
    hint: ignore,
    clear: () => {
      phase = null;
    },
  };
}

function createSpinner(stream: WriteStream): ProgressLine {
  let timer: NodeJS.Timeout | null = null;
  let startedAt = 0;
  let turn = 0;
  let current: ProgressEvent | null = null;

  const draw = (): void => {
    if (current === null) return;
    const elapsedMs = Date.now() - startedAt;
    const seconds = elapsedMs > SHOW_SECONDS_AFTER_MS ? ` ${Math.floor(elapsedMs / 1000)}s` : '';
    const line = `${FRAMES[turn++ % FRAMES.length]} ${visibleText(describe(current))}${seconds}`;
    // A line that wraps could not be rewritten.
    stream.write(`\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
  };
  const show: Progress = (event) => {
    current = event;
    if (timer === null) {
      startedAt = Date.now();
      timer = setInterval(draw, FRAME_MS).unref();
    }
    draw();
  };
  return {
    show,
    hint: (message) => show({ phase: message, message }),
    clear() {
      if (timer === null) return;
      clearInterval(timer);
      timer = null;
      current = null;
      stream.write('\r\u001b[2K');
    },
  };
}

function describe({ message, done, total }: ProgressEvent): string {
  if (done === undefined) return message;
  return total === undefined ? `${message} (${done})` : `${message} (${done}/${total})`;
}

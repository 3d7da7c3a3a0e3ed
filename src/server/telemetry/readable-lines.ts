import type { DestinationStream } from 'pino';

import { visibleText } from '../../core/visible-text.ts';

const COLOURS: Readonly<Record<string, string>> = { debug: '\u001B[2m', warn: '\u001B[33m', error: '\u001B[31m' };
const DIM = '\u001B[2m';
const RESET = '\u001B[0m';

/** Fields that are said elsewhere in the line, or by nothing but machines wanted. */
const HIDDEN = new Set(['level', 'time', 'message', 'stream']);

/** Turns the logger's JSON lines into lines for a person: `12:30:05 message  field=value`. */
export class ReadableLines implements DestinationStream {
  readonly #output: DestinationStream;
  readonly #colour: boolean;

  constructor(output: DestinationStream, { colour }: { colour: boolean }) {
    this.#output = output;
    this.#colour = colour;
  }

  write(json: string): void {
    const line: Record<string, unknown> = JSON.parse(json);
    const level = String(line['level']);
    const time = new Date(String(line['time'])).toTimeString().slice(0, 8);
    const fields = Object.entries(line).filter(([name]) => !HIDDEN.has(name));
    const details = fields.map(([name, value]) => renderField(name, value)).join('');
    const message = this.#paint(oneEntry(String(line['message'])), COLOURS[level] ?? '');
    this.#output.write(`${this.#paint(time, DIM)} ${message}${this.#paint(details, DIM)}\n`);
  }

  #paint(text: string, colour: string): string {
    return this.#colour && colour !== '' && text !== '' ? `${colour}${text}${RESET}` : text;
  }
}

/** ` name=value`; what has several lines stands below, indented. */
function renderField(name: string, value: unknown): string {
  const text = oneEntry(typeof value === 'string' ? value.trimEnd() : JSON.stringify(value));
  return text.includes('\n') ? `\n  ${text}` : ` ${name}=${text}`;
}

/** Text that a client may have a part in, so that it can neither forge a line of the log nor command the terminal. */
function oneEntry(text: string): string {
  return visibleText(text).replaceAll('\n', '\n  ');
}

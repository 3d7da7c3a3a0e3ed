// Everything that a worker says for people to read: what the model's code prints, and LOG and STATE frames.
import type { Readable } from 'node:stream';

import type { Frame } from '../../../core/wire/frame.ts';
import type { Logger, LogLevel } from '../../telemetry/logger.ts';
import { toText } from './handshake.ts';
import { LastLines } from './last-lines.ts';
import { readLines } from './output-lines.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  warn: 'warn',
  error: 'error',
  critical: 'error',
};

/** Passes a worker's words on to the log, and remembers the last of them. */
export class WorkerLogs {
  readonly #logger: Logger;
  readonly #last = new LastLines();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Logs every line that comes on stdout and stderr. */
  follow([stdout, stderr]: readonly [Readable, Readable]): void {
    readLines(stdout, (line) => this.#log('info', line, { stream: 'stdout' }));
    readLines(stderr, (line) => this.#log('info', line, { stream: 'stderr' }));
  }

  /** Logs a LOG frame; `requestId` is that of the request that the model was at, undefined where there was none. */
  takeLog({ header }: Frame, requestId: string | undefined): void {
    const level = LEVELS[toText(header['level'])?.toLowerCase() ?? 'info'] ?? 'info';
    const logger = toText(header['logger']);
    const fields = { ...(logger !== undefined && { logger }), ...(requestId !== undefined && { requestId }) };
    this.#log(level, toText(header['message']) ?? '', fields);
  }

  /** Logs a STATE frame. */
  takeState({ header }: Frame): void {
    this.#logger.debug({ state: header['state'] }, 'the worker goes on');
  }

  /** The last lines, oldest first. */
  get lastLines(): string[] {
    return this.#last.get();
  }

  #log(level: LogLevel, line: string, fields: Record<string, unknown>): void {
    this.#last.add(line);
    this.#logger[level](fields, line);
  }
}

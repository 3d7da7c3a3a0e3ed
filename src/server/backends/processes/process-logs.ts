// What a process that runs a model says for people to read.
import type { Readable } from 'node:stream';

import { readLines } from '../../../system/processes/read-lines.ts';
import type { Logger, LogLevel } from '../../telemetry/logger.ts';
import { LastLines } from './last-lines.ts';

/** Passes the lines that a process prints on to the log, and remembers the last of them. */
export class ProcessLogs {
  protected readonly logger: Logger;
  readonly #last = new LastLines();

  constructor(logger: Logger) {
    this.logger = logger;
  }

  /** Logs every line that comes on stdout and stderr, where they are not a terminal's. */
  follow([stdout, stderr]: readonly Readable[]): void {
    if (stdout !== undefined) readLines(stdout, (line) => this.log('info', line, { stream: 'stdout' }));
    if (stderr !== undefined) readLines(stderr, (line) => this.log('info', line, { stream: 'stderr' }));
  }

  /** The last lines, oldest first. */
  get lastLines(): string[] {
    return this.#last.get();
  }

  /** Logs a line with these fields. */
  protected log(level: LogLevel, line: string, fields: Record<string, unknown>): void {
    this.#last.add(line);
    this.logger[level](fields, line);
  }
}

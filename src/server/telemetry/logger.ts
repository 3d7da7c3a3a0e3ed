import type { DestinationStream } from 'pino';
import { pino, stdTimeFunctions } from 'pino';

import { LogOutput } from './log-output.ts';
import { ReadableLines } from './readable-lines.ts';

/** How much a line matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** One line: what belongs to it as fields, then what happened. */
type Log = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** Where the server writes what it does. Never given a secret, nor a request's body. */
export interface Logger extends Readonly<Record<LogLevel, Log>> {
  /** A logger whose lines carry these fields, too. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

/** What a logger is made with. */
export interface LoggerOptions {
  readonly level: LogLevel | 'silent';
  /** `json`: one JSON object a line, for machines; `text`: for a person at a terminal, with colours or without. */
  readonly format: 'json' | 'text' | 'colour';
  /** Where lines go; default: stderr. */
  readonly output?: DestinationStream;
}

/**
 * Makes a logger. Lines are written synchronously, so that none is lost when the process ends, whatever ends it; that is
 * affordable because requests that went well are sampled (access-log.ts). What stderr does not take is dropped and counted.
 */
export function createLogger({ level, format, output = LogOutput.toStderr() }: LoggerOptions): Logger {
  const options = {
    level,
    // Not this process's number and host on every line.
    base: null,
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = pino(options, format === 'json' ? output : new ReadableLines(output, { colour: format === 'colour' }));
  if (output instanceof LogOutput) {
    output.onDropped = (lines) => logger.warn({ lines }, 'Lines of the log are missing: nobody could take them');
  }
  return logger;
}

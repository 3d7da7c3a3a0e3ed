import type { Logger, LogLevel } from '../../server/telemetry/logger.ts';

/** A line that a model wrote while it was asked. */
interface ModelLine {
  /** What it logged through; null for what it printed. */
  readonly logger: string | null;
  readonly level: LogLevel;
  readonly text: string;
}

/** Is told what a model writes. It must not throw. */
export type OnModelLine = (line: ModelLine) => void;

/**
 * A logger that hands on what the model itself prints and logs. What the server says of its workers is left out: how the call
 * went is the answer, or an error.
 */
export function modelLines(onLine: OnModelLine): Logger {
  const write = (level: LogLevel) => (fields: Readonly<Record<string, unknown>>, text: string) => {
    const { stream, logger } = fields;
    if (typeof stream === 'string') onLine({ logger: null, level, text });
    else if (typeof logger === 'string') onLine({ logger, level, text });
  };
  const lines: Logger = {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => lines,
  };
  return lines;
}

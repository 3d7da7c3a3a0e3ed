import type { Logger, LogLevel } from '../../server/telemetry/logger.ts';
import type { Output } from './output.ts';

/**
 * A logger for one call from a terminal: what the model itself prints and logs passes to stderr as it is. What the server
 * says of its workers is left out, since the command says how the call went.
 */
export function createModelOutput({ stderr, progress }: Output): Logger {
  const write = (level: LogLevel) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    const line = toLine(level, fields, message);
    if (line === null) return;
    progress.clear();
    stderr.write(`${line}\n`);
  };
  const logger: Logger = {
    debug: () => undefined,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => logger,
  };
  return logger;
}

function toLine(
  level: LogLevel,
  { stream, logger }: Readonly<Record<string, unknown>>,
  message: string,
): string | null {
  if (typeof stream === 'string') return message;
  return typeof logger === 'string' ? `${level} ${logger}: ${message}` : null;
}

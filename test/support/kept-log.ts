import type { Logger } from '../../src/server/telemetry/logger.ts';
import { createLogger } from '../../src/server/telemetry/logger.ts';

/** A line of the server's log. */
type LogRecord = Readonly<Record<string, unknown>>;

/** A logger that keeps its lines. */
export interface KeptLog {
  readonly logger: Logger;
  readonly records: readonly LogRecord[];
  /** Resolves with the first record, past or to come, whose message matches. */
  until(message: RegExp): Promise<LogRecord>;
}

/** A logger whose lines can be looked at. */
export function keepLog(): KeptLog {
  const records: LogRecord[] = [];
  const waiting = new Set<(record: LogRecord) => void>();
  const write = (line: string): void => {
    const record = JSON.parse(line) as LogRecord;
    records.push(record);
    for (const tell of waiting) tell(record);
  };
  const until = (message: RegExp): Promise<LogRecord> =>
    new Promise((found) => {
      const tell = (record: LogRecord): void => {
        if (!message.test(String(record['message']))) return;
        waiting.delete(tell);
        found(record);
      };
      waiting.add(tell);
      records.forEach(tell);
    });
  return { logger: createLogger({ level: 'debug', format: 'json', output: { write } }), records, until };
}

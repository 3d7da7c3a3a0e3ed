// Everything that a worker says for people to read: what the model's code prints, and LOG and STATE frames.
import type { Frame } from '../../../core/wire/frame.ts';
import type { LogLevel } from '../../telemetry/logger.ts';
import { ProcessLogs } from '../processes/process-logs.ts';
import { toText } from './handshake.ts';

const LEVELS: Readonly<Record<string, LogLevel>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warn',
  warn: 'warn',
  error: 'error',
  critical: 'error',
};

/** Passes a worker's words on to the log, and remembers the last of them. */
export class WorkerLogs extends ProcessLogs {
  /** Logs a LOG frame; `requestId` is that of the request that the model was at, undefined where there was none. */
  takeLog({ header }: Frame, requestId: string | undefined): void {
    const level = LEVELS[toText(header['level'])?.toLowerCase() ?? 'info'] ?? 'info';
    const logger = toText(header['logger']);
    const fields = { ...(logger !== undefined && { logger }), ...(requestId !== undefined && { requestId }) };
    this.log(level, toText(header['message']) ?? '', fields);
  }
}

import type { Logger } from '../../server/telemetry/logger.ts';
import { createLogger } from '../../server/telemetry/logger.ts';

/** The log of a server that is started. */
export interface ServerLog {
  readonly logger: Logger;
  /** To be called when the server is ready. */
  readonly started: () => void;
}

/** Who reads a log: a program, for which it is JSON lines, or a person at a terminal, with colours or without. */
export type LogReader = 'program' | 'person' | 'person-with-colours';

const FORMATS = { program: 'json', person: 'text', 'person-with-colours': 'colour' } as const;

/**
 * Makes the log of served models, on stderr. A model that cannot be loaded is an error that whoever started the server tells of:
 * nobody need read it from each worker too, nor that a worker will be started again, since none will be.
 */
export function createServerLog(reader: LogReader): ServerLog {
  let isStarted = false;
  const wrap = (logger: Logger): Logger => ({
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => {
      if (isStarted || !('delayMs' in fields)) logger.info(fields, message);
    },
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => {
      if (isStarted || fields['start'] !== 'failed') logger.error(fields, message);
    },
    child: (fields) => wrap(logger.child(fields)),
  });
  const logger = wrap(createLogger({ level: 'info', format: FORMATS[reader] }));
  return {
    logger,
    started: () => {
      isStarted = true;
    },
  };
}

import type { Logger } from '../../server/telemetry/logger.ts';
import { createLogger } from '../../server/telemetry/logger.ts';
import type { Output } from '../output/output.ts';
import { createStyles } from '../output/styles.ts';
import { isTerminal } from '../output/terminal.ts';

/** The log of a server that a command starts. */
export interface ServerLog {
  readonly logger: Logger;
  /** To be called when the server is ready. */
  readonly started: () => void;
}

/** The log of a served truss, on stderr: lines for a person at a terminal, JSON elsewhere. */
export function createServerLog({ stderr }: Output): ServerLog {
  const isRead = isTerminal(stderr);
  const hasColours = createStyles(stderr).bold('x') !== 'x';
  let isStarted = false;
  // A model that cannot be loaded is an error that the command ends with: a person need not read it from each worker too, and
  // no worker will be started again.
  const wrap = (logger: Logger): Logger => ({
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => {
      if (isStarted || !('delayMs' in fields)) logger.info(fields, message);
    },
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => {
      if (isStarted || !isRead) logger.error(fields, message);
    },
    child: (fields) => wrap(logger.child(fields)),
  });
  const readable = hasColours ? 'colour' : 'text';
  const logger = wrap(createLogger({ level: 'info', format: isRead ? readable : 'json' }));
  return {
    logger,
    started: () => {
      isStarted = true;
    },
  };
}

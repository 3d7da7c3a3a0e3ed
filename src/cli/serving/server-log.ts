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
  if (!isTerminal(stderr)) return { logger: createLogger({ level: 'info', format: 'json' }), started: () => undefined };
  const hasColours = createStyles(stderr).bold('x') !== 'x';
  let isStarted = false;
  // A model that cannot be loaded is an error that the command ends with: a person need not read it from each worker too.
  const wrap = (logger: Logger): Logger => ({
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => {
      if (isStarted) logger.error(fields, message);
    },
    child: (fields) => wrap(logger.child(fields)),
  });
  const logger = wrap(createLogger({ level: 'info', format: hasColours ? 'colour' : 'text' }));
  return {
    logger,
    started: () => {
      isStarted = true;
    },
  };
}

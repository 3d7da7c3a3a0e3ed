// The life of a router as a program: arguments, port, end. What it has to say are lines of its log, JSON on stderr.
import { once } from 'node:events';

import { errorToJson } from '../../core/errors/error-json.ts';
import { exitCodeOf } from '../../core/errors/exit-code.ts';
import { IMAGE_PORT } from '../../core/image/places.ts';
import { watchInterrupts } from '../../system/processes/interrupts.ts';
import { createServerLog } from '../serve/server-log.ts';
import { serveRouter } from './serve-router.ts';
import { readTargets } from './targets.ts';

/** Engines kill what has not ended 30 s after they have asked for it. */
const DRAIN_MS = 25_000;

/** Routes until SIGTERM; `words`: `NAME=HOST:PORT` for each model. Gives the exit code. Never throws. */
export async function runRouter(words: readonly string[]): Promise<number> {
  const { logger } = createServerLog('program');
  const interrupts = watchInterrupts({ ignoreInterrupt: false });
  try {
    const targets = readTargets(words);
    const router = await serveRouter(targets, { host: '0.0.0.0', port: IMAGE_PORT, logger });
    logger.info({ port: router.port, models: targets.all.map(({ name }) => name) }, 'Routing');
    if (!interrupts.signal.aborted) await once(interrupts.signal, 'abort');
    logger.info({}, 'Stopping: what was accepted is answered');
    await router.drain(DRAIN_MS);
    return 0;
  } catch (error) {
    const { message, ...fields } = errorToJson(error);
    logger.error(fields, message);
    return exitCodeOf(error);
  } finally {
    interrupts.close();
  }
}

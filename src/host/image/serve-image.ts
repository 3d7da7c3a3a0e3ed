// The life of the one process of an image: settings, truss, server, end. What it has to say are lines of its log, JSON on stderr.
import { once } from 'node:events';

import type { Config } from '../../core/config/config.ts';
import { errorToJson } from '../../core/errors/error-json.ts';
import { exitCodeOf, isExpected } from '../../core/errors/exit-code.ts';
import type { Logger } from '../../server/telemetry/logger.ts';
import { watchInterrupts } from '../../system/processes/interrupts.ts';
import { behindProxies } from '../serve/behind-proxies.ts';
import { certificateFiles } from '../serve/certificate-files.ts';
import { serveModels } from '../serve/serve-models.ts';
import type { ServerLog } from '../serve/server-log.ts';
import { createServerLog } from '../serve/server-log.ts';
import { readEntry } from './read-entry.ts';
import { readSettings } from './read-settings.ts';
import { renderHelp } from './render-help.ts';
import type { ImageSettings } from './settings.ts';

/**
 * Serves the truss of an image until SIGTERM or SIGINT; then it answers what it has accepted. Gives the exit code: 0 then, else why
 * the model cannot be served. Never throws.
 *
 * `words`: the arguments of the program. `variables`: its environment.
 */
export async function serveImage(words: readonly string[], variables: NodeJS.ProcessEnv): Promise<number> {
  const log = createServerLog('program');
  const interrupts = watchInterrupts({ ignoreInterrupt: false });
  try {
    const settings = readSettings(words, variables);
    if (settings === null) process.stdout.write(renderHelp());
    else await serve(settings, { variables, log, signal: interrupts.signal });
    return 0;
  } catch (error) {
    logError(log.logger, error);
    return exitCodeOf(error);
  } finally {
    interrupts.close();
  }
}

/** What a server runs in. */
interface Surroundings {
  readonly variables: NodeJS.ProcessEnv;
  readonly log: ServerLog;
  readonly signal: AbortSignal;
}

async function serve(settings: ImageSettings, { variables, log, signal }: Surroundings): Promise<void> {
  const { host, port, grpcPort, tokens: tokensFile, tlsCert, tlsKey } = settings;
  const lingerMs = settings.linger * 1000;
  const drainMs = settings.drainTimeout * 1000;
  const { logger } = log;
  const tls = certificateFiles(tlsCert, tlsKey);
  const prepare = async () => {
    const { entry, issues } = await readEntry(settings, variables);
    for (const { message, ...fields } of issues) logger.warn(fields, message);
    return [{ ...entry, config: withTools(entry.config, settings.mcp) }];
  };
  const ui = settings.ui ?? undefined;
  const listening = {
    host,
    port,
    grpcPort,
    tokensFile,
    tls,
    dev: false,
    ui,
    lingerMs,
    drainMs,
    ...behindProxies(settings),
  };
  const served = await serveModels({ prepare, listening, log, signal });
  if (served === null) return;
  const { url, grpcPort: openGrpcPort } = served.server;
  const names = served.entries.map(({ name }) => name);
  logger.info({ url, ...(openGrpcPort !== null && { grpcPort: openGrpcPort }), entries: names }, 'Serving');
  if (!signal.aborted) await once(signal, 'abort');
  logger.info({}, 'Stopping: what was accepted is answered');
  await served.stop();
}

/** With the traceback of the model's own code, and for a bug of ours with its stack. */
function logError(logger: Logger, error: unknown): void {
  const { message, exception, ...fields } = errorToJson(error);
  const stack = isExpected(error) || !(error instanceof Error) ? {} : { stack: error.stack };
  logger.error({ ...fields, ...(exception !== null && { traceback: exception.traceback }), ...stack }, message);
}

/** The config with what the image was told of tools for agents, where it was. */
function withTools(config: Config, mcp: boolean | null): Config {
  return mcp === null ? config : { ...config, runtime: { ...config.runtime, mcp } };
}

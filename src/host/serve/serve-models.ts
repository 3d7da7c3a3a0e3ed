// Models behind one server that listens: trusses on a developer's machine, and the one of an image.
import type { EntryOptions } from '../../server/entry-options.ts';
import type { RunningServer, ServerOptions } from '../../server/main.ts';
import { startServer } from '../../server/main.ts';
import type { ServerLog } from './server-log.ts';
import type { Loading, StartSteps } from './start-models.ts';
import { startModels } from './start-models.ts';

/** A server with all that lives as long as it does. */
export interface AttendedServer extends Loading {
  readonly server: RunningServer;
  /** Answers what was accepted, and ends. */
  stop(): Promise<void>;
}

/** How models are served. */
export interface ServeModelsOptions extends Omit<StartSteps<AttendedServer>, 'start'> {
  /** Where the server listens, and whom it lets in. */
  readonly listening: Omit<ServerOptions, 'entries' | 'logger'>;
  readonly log: ServerLog;
  /** Adds to the server what shall live as long as it does. Default: nothing. */
  readonly attend?: (server: RunningServer, entries: readonly EntryOptions[]) => AttendedServer;
}

/** Models that are served. */
export interface ServedModels extends Pick<AttendedServer, 'server' | 'stop'> {
  readonly entries: readonly EntryOptions[];
}

/**
 * Serves models; resolves when all are loaded, with null where `signal` was aborted while they loaded.
 *
 * @throws {TrussError} whatever `prepare` throws; `SERVER_*`; what keeps a model from loading.
 */
export async function serveModels(options: ServeModelsOptions): Promise<ServedModels | null> {
  const { prepare, listening, log, attend = alone, signal } = options;
  const start = async (entries: readonly EntryOptions[]): Promise<AttendedServer> =>
    attend(await startServer({ entries, ...listening, logger: log.logger }), entries);
  const started = await startModels({ prepare, start, signal });
  if (started === null) return null;
  log.started();
  const { entries, running } = started;
  return { entries, server: running.server, stop: () => running.stop() };
}

function alone(server: RunningServer): AttendedServer {
  return { server, ready: server.ready, close: () => server.close(), stop: () => server.drain() };
}

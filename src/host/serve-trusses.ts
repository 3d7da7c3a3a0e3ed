// Trusses behind one server that listens, from their projects to its end: `truss serve`, and Python's `serve()`.
import type { EntryOptions } from '../server/entry-options.ts';
import type { RunningServer, ServerOptions } from '../server/main.ts';
import { startServer } from '../server/main.ts';
import type { Project } from '../toolchain/project/open/open-project.ts';
import type { PrepareOptions } from './prepare/prepare-entry.ts';
import { prepareEntries } from './prepare/prepare-entry.ts';
import { FollowedServer } from './reload/followed-server.ts';
import type { OnReload } from './reload/reload-event.ts';
import { takeSnapshots } from './reload/snapshot.ts';
import type { Loading } from './serve/start-models.ts';
import { startModels } from './serve/start-models.ts';
import type { ServerLog } from './serve/server-log.ts';

/** How trusses are served. */
export interface ServeOptions extends PrepareOptions {
  readonly listening: Omit<ServerOptions, 'entries' | 'logger'>;
  readonly log: ServerLog;
  /** Is told when all is prepared, before the first process starts: from then on the log tells. */
  readonly onPrepared: () => void;
  /** Is told what becomes of edits; null: they are not followed. */
  readonly onReload: OnReload | null;
}

/** Trusses that are served; the project and the entry of one have the same index. */
export interface ServedTrusses {
  readonly projects: readonly Project[];
  readonly entries: readonly EntryOptions[];
  readonly server: RunningServer;
  /** Answers what was accepted, and ends. */
  stop(): Promise<void>;
}

/**
 * Serves trusses; resolves when every model is loaded, with null where `signal` was aborted while they loaded.
 *
 * @throws {TrussError} `INPUT_INVALID` where two of them have the same name; `ENV_*`; `SERVER_*`; what keeps a model from loading,
 * unless edits are followed: then the next one is waited for.
 */
export async function serveTrusses(projects: readonly Project[], options: ServeOptions): Promise<ServedTrusses | null> {
  const { listening, log, onPrepared, onReload, signal } = options;
  // Before anything of them is read for being served.
  const snapshots = onReload === null ? null : await takeSnapshots(projects);
  const started = await startModels({
    prepare: async () => {
      const entries = await prepareEntries(projects, options);
      onPrepared();
      return entries;
    },
    start: async (entries) => {
      const server = await startServer({ entries, ...listening, logger: log.logger });
      if (snapshots === null || onReload === null) return asItIs(server);
      return new FollowedServer(server, { projects, entries, snapshots, prepare: options, onEvent: onReload });
    },
    signal,
  });
  if (started === null) return null;
  log.started();
  const { entries, running } = started;
  return { projects, entries, server: running.server, stop: () => running.stop() };
}

/** A server whose trusses stay as they were when it was started. */
function asItIs(server: RunningServer): Loading & Pick<ServedTrusses, 'server' | 'stop'> {
  return { server, ready: server.ready, close: () => server.close(), stop: () => server.drain() };
}

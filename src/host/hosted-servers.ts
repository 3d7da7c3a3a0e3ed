// The servers that Python asks the engine for: they live in the engine's process.
import type { Issue } from '../core/errors/issue.ts';
import { TrussError } from '../core/errors/truss-error.ts';
import { createLogger } from '../server/telemetry/logger.ts';
import type { ServerEvent, ServerHost } from '../toolchain/engine/server-host.ts';
import { openProject } from '../toolchain/project/open/open-project.ts';
import { prepareServedEntry } from './prepare/prepare-entry.ts';
import type { ServedTrusses } from './serve-trusses.ts';
import { serveTrusses } from './serve-trusses.ts';
import type { ServerLog } from './serve/server-log.ts';

/** A server of one truss, and how many processes run its model; null: as its config says. */
interface RunningTruss {
  readonly served: ServedTrusses;
  readonly workers: number | null;
}

/** Makes the host that `runEngine` is given. */
export function createServerHost(): ServerHost {
  const running = new Map<string, RunningTruss>();
  let count = 0;
  return {
    async start(given, { progress, emit, signal }) {
      const { directory, host = '127.0.0.1', port = 0, workers = null, dev = false, secretVariables } = given;
      // With the process id, since Python still knows the servers of an engine that died before this one.
      const id = `server-${process.pid}-${++count}`;
      const warnings: Issue[] = [];
      const served = await serveTrusses([await openProject(directory)], {
        source: 'isolated',
        frozen: false,
        workers,
        secretVariables,
        listening: { host, port, dev },
        log: createEventLog(id, emit),
        progress,
        warn: (issues) => void warnings.push(...issues),
        onPrepared: () => progress({ phase: 'start', message: 'Starting the server' }),
        onReload: null,
        signal,
      });
      if (served === null) throw signal.reason;
      running.set(id, { served, workers });
      return { server: id, url: served.server.url, entry: served.entries[0]?.name ?? '', warnings };
    },
    async reload(id, { secretVariables, progress, signal }) {
      const found = running.get(id);
      const [project, entry] = [found?.served.projects[0], found?.served.entries[0]];
      if (found === undefined || project === undefined || entry === undefined) throw noServer(id);
      const warnings: Issue[] = [];
      const prepared = await prepareServedEntry(await openProject(project.directory), {
        source: 'isolated',
        frozen: false,
        workers: found.workers,
        secretVariables,
        progress,
        warn: (issues) => void warnings.push(...issues),
        signal,
      });
      progress({ phase: 'load', message: 'Loading the model into its server' });
      // Under the name that clients know.
      await found.served.server.replace({ ...prepared, name: entry.name }, { trial: null, signal });
      return { warnings };
    },
    async stop(id) {
      const found = running.get(id);
      running.delete(id);
      await found?.served.stop();
    },
  };
}

/** A log whose lines become events of the engine protocol. */
function createEventLog(server: string, emit: (event: ServerEvent) => void): ServerLog {
  const write = (line: string): void => {
    const record: unknown = JSON.parse(line);
    emit({ event: 'server.log', params: { server, record } });
  };
  return { logger: createLogger({ level: 'info', format: 'json', output: { write } }), started: () => undefined };
}

function noServer(id: string): TrussError {
  return new TrussError('INPUT_INVALID', { message: `There is no server ${id}: it has ended.` });
}

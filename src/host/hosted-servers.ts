// The servers that Python asks the engine for: they live in the engine's process.
import type { Issue } from '../core/errors/issue.ts';
import { createLogger } from '../server/telemetry/logger.ts';
import type { ServerEvent, ServerHost } from '../toolchain/engine/server-host.ts';
import { openProject } from '../toolchain/project/open/open-project.ts';
import type { ServedTrusses } from './serve-trusses.ts';
import { serveTrusses } from './serve-trusses.ts';
import type { ServerLog } from './serve/server-log.ts';

/** Makes the host that `runEngine` is given. */
export function createServerHost(): ServerHost {
  const running = new Map<string, ServedTrusses>();
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
      running.set(id, served);
      return { server: id, url: served.server.url, entry: served.entries[0]?.name ?? '', warnings };
    },
    async stop(id) {
      const served = running.get(id);
      running.delete(id);
      await served?.stop();
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

// The servers that Python asks the engine for: they live in the engine's process.
import type { RunningServer } from '../../server/main.ts';
import { startServer } from '../../server/main.ts';
import type { Logger } from '../../server/telemetry/logger.ts';
import { createLogger } from '../../server/telemetry/logger.ts';
import type { ServerEvent, ServerHost } from '../../toolchain/engine/server-host.ts';
import { openProject } from '../../toolchain/project/open-project.ts';
import { prepareServedEntry } from './prepare-entry.ts';
import { untilReady } from './until-ready.ts';

/** Makes the host that `runEngine` is given. */
export function createServerHost(): ServerHost {
  const running = new Map<string, RunningServer>();
  let count = 0;
  return {
    async start({ directory, host = '127.0.0.1', port = 0, workers, dev = false }, onEvent, signal) {
      const quiet = { progress: () => undefined, warn: () => undefined };
      const options = { source: 'isolated', frozen: false, workers: workers ?? null, signal, ...quiet } as const;
      const entry = await prepareServedEntry(await openProject(directory), options);
      // With the process id, since Python still knows the servers of an engine that died before this one.
      const id = `server-${process.pid}-${++count}`;
      const logger = createEventLogger(id, onEvent);
      const server = await startServer({ entries: [entry], host, port, dev, logger });
      if (!(await untilReady(server, signal))) throw signal.reason;
      running.set(id, server);
      return { server: id, url: server.url, entry: entry.name };
    },
    async stop(id) {
      const server = running.get(id);
      running.delete(id);
      await server?.drain();
    },
  };
}

/** A log whose lines become events of the engine protocol. */
function createEventLogger(server: string, onEvent: (event: ServerEvent) => void): Logger {
  const write = (line: string): void => {
    const record: unknown = JSON.parse(line);
    onEvent({ event: 'server.log', params: { server, record } });
  };
  return createLogger({ level: 'info', format: 'json', output: { write } });
}

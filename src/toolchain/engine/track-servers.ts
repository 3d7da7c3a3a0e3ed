import type { ServerEvent, ServerHost } from './server-host.ts';

/** A host of servers that knows which of them run. */
export interface TrackedServers extends ServerHost {
  /** Stops every server that was started and has not been stopped. */
  stopAll(): Promise<void>;
}

/** Remembers what was started, so that nothing outlives the engine. */
export function trackServers(host: ServerHost): TrackedServers {
  const started = new Set<string>();
  return {
    async start(params, watch) {
      const emit = (event: ServerEvent): void => {
        if (event.event === 'server.exit') started.delete(event.params.server);
        watch.emit(event);
      };
      const answer = await host.start(params, { ...watch, emit });
      started.add(answer.server);
      return answer;
    },
    reload: (server, options) => host.reload(server, options),
    async stop(server) {
      started.delete(server);
      await host.stop(server);
    },
    async stopAll() {
      await Promise.allSettled(Array.from(started, (server) => host.stop(server)));
    },
  };
}

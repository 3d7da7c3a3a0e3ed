/** What a server is started with. */
interface ServerStart {
  /** Of the truss, absolute. */
  readonly directory: string;
  readonly host?: string | undefined;
  /** 0 or absent: a free one. */
  readonly port?: number | undefined;
  readonly workers?: number | undefined;
  readonly dev?: boolean | undefined;
}

/** What a server tells without being asked. */
export type ServerEvent =
  | { readonly event: 'server.log'; readonly params: { readonly server: string; readonly record: unknown } }
  | { readonly event: 'server.exit'; readonly params: { readonly server: string; readonly reason: string } };

/**
 * Hosts servers for the engine. It is given by the command line, because the toolchain does not know the server.
 */
export interface ServerHost {
  /** Starts the server of a truss, whose environment is there, and answers when it is ready. `signal`: nobody waits any longer. */
  start(
    params: ServerStart,
    onEvent: (event: ServerEvent) => void,
    signal: AbortSignal,
  ): Promise<{ readonly server: string; readonly url: string; readonly entry: string }>;
  /** Drains and stops a server. Does nothing where there is none of that name. */
  stop(server: string): Promise<void>;
}

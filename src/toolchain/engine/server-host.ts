import type { Issue } from '../../core/errors/issue.ts';
import type { Progress } from '../progress.ts';

/** What a server is started with. */
export interface ServerStart {
  /** Of the truss, absolute. */
  readonly directory: string;
  readonly host?: string | undefined;
  /** 0 or absent: a free one. */
  readonly port?: number | undefined;
  readonly workers?: number | undefined;
  readonly dev?: boolean | undefined;
  /** Variables that hold secrets; absent: those of this process. */
  readonly secretVariables?: Readonly<Record<string, string>> | undefined;
}

/** Those who wait for a server. */
export interface ServerWatch {
  /** Is told of each step until the server is ready. */
  readonly progress: Progress;
  /** Gets what the server tells, until it has ended. */
  readonly emit: (event: ServerEvent) => void;
  /** Aborted where nobody waits any longer. */
  readonly signal: AbortSignal;
}

/** How a truss that is served already is loaded anew. */
interface ServerReload extends Pick<ServerWatch, 'progress' | 'signal'>, Pick<ServerStart, 'secretVariables'> {}

/** A server that is ready. */
export interface StartedServer {
  /** How `stop` and the events name it. */
  readonly server: string;
  readonly url: string;
  readonly entry: string;
  /** What was doubtful on the way. */
  readonly warnings: readonly Issue[];
}

/** What a server tells without being asked. */
export type ServerEvent =
  | { readonly event: 'server.log'; readonly params: { readonly server: string; readonly record: unknown } }
  | { readonly event: 'server.exit'; readonly params: { readonly server: string; readonly reason: string } };

/**
 * Hosts servers for the engine. It is given to the engine, because the toolchain does not know the server.
 */
export interface ServerHost {
  /** Makes the environment of a truss where needed, starts its server, and answers when it is ready. */
  start(params: ServerStart, watch: ServerWatch): Promise<StartedServer>;
  /**
   * Makes the environment of a served truss where needed, and has the server answer with the truss as it is now. What answered
   * before goes on until then, and where it cannot be loaded.
   *
   * @throws {TrussError} `INPUT_INVALID` where there is none of that name; `ENV_*`; what keeps the model from loading.
   */
  reload(server: string, options: ServerReload): Promise<{ readonly warnings: readonly Issue[] }>;
  /** Drains and stops a server. Does nothing where there is none of that name. */
  stop(server: string): Promise<void>;
}

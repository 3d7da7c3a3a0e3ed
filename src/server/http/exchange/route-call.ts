import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpContext } from './http-context.ts';

/** A request that has come, and where its answer goes. */
export interface Arrival {
  readonly context: HttpContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A request that was let in and has found its route. */
export interface RouteCall extends Arrival {
  /** Whose token it came with; null where none is needed. */
  readonly caller: string | null;
  /** The path of the route, with words in braces. */
  readonly route: string;
  /** What stands in the path where the route has words in braces. */
  readonly parameters: Readonly<Record<string, string>>;
}

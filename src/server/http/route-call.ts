import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpContext } from './http-context.ts';

/** A request that has found its route. */
export interface RouteCall {
  readonly context: HttpContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands in the path where the route has words in braces. */
  readonly parameters: Readonly<Record<string, string>>;
}

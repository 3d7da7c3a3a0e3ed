import type { IncomingMessage, ServerResponse } from 'node:http';

import type { HttpRequest } from '../direct/direct-request.ts';
import type { HttpResponse } from '../direct/direct-response.ts';
import type { HttpContext } from './http-context.ts';

/** A request that has come, however it was read, and where its answer goes. */
export interface Asking {
  readonly context: HttpContext;
  readonly request: HttpRequest;
  readonly response: HttpResponse;
}

/** A request that has come through Node's parser. */
export interface Arrival extends Asking {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A request to a model that was let in. */
export interface ModelCall extends Asking {
  /** Whose token it came with; null where none is needed. */
  readonly caller: string | null;
  /** The path of the route, with words in braces. */
  readonly route: string;
}

/** A request that was let in and has found its route. */
export interface RouteCall extends Arrival, ModelCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What stands in the path where the route has words in braces. */
  readonly parameters: Readonly<Record<string, string>>;
}

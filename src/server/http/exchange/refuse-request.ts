import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import { sendFailure } from '../answer/send.ts';
import { beginningOf } from './beginning-of.ts';
import type { Asking } from './route-call.ts';

/** How a request is refused. */
export interface Refused {
  readonly failure: RequestFailure;
  /** Whose token it came with; null where none was needed, or it is not let in. */
  readonly caller: string | null;
  /** As of `RequestBeginning`. Default: it has found none. */
  readonly route?: string;
  /** Default: `plainError`. */
  readonly errorShape?: ErrorShape;
  /** More headers: name, value, name, value. */
  readonly headers?: readonly string[];
}

/** Refuses a request for which there is no exchange: it is not let in, or nobody knows which model or route is meant. */
export function refuseRequest(arrival: Asking, { failure, caller, route = '', ...answer }: Refused): void {
  const life = arrival.context.endings.begin(beginningOf(arrival.request, { caller, route }));
  sendFailure(arrival, { failure, id: life.id, ...answer });
  life.failed(failure);
}

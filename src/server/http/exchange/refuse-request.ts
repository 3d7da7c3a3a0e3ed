import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { requestId } from '../../service/request-id.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import { sendFailure } from '../answer/send.ts';
import type { Arrival } from './route-call.ts';

/** How a request is refused. */
export interface Refused {
  readonly failure: RequestFailure;
  /** Whose token it came with; null where none was needed, or it is not let in. */
  readonly caller: string | null;
  /** Default: `plainError`. */
  readonly errorShape?: ErrorShape;
}

/** Refuses a request to a model for which there is no exchange: it is not let in, or nobody knows whose model is meant. */
export function refuseRequest(arrival: Arrival, { failure, caller, ...shape }: Refused): void {
  const life = arrival.context.endings.begin(requestId(arrival.request.headers['x-request-id']), caller);
  sendFailure(arrival, { failure, id: life.id, ...shape });
  life.failed(failure);
}

import type { IncomingHttpHeaders } from 'node:http';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import type { BodyForm } from '../../../core/wire/body-form.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import type { HttpRequest } from '../direct/direct-request.ts';

/** What a route asks of a model, and how its requests and answers look: a constant for each route. */
export interface Operation {
  /** The model's method; null for predict with pre- and postprocess. */
  readonly method: string | null;
  /** What a body of this content type, with these headers, is; null where the route cannot read it. */
  readonly bodyForm: (contentType: string | undefined, headers: IncomingHttpHeaders) => BodyForm | null;
  /** Whether a request without a body makes sense. */
  readonly takesNoBody: boolean;
  /** In which form (`Form`) the answer to a body of this form is wanted. */
  readonly answerForm: (form: number) => number;
  /** How a stream's items shall be framed, by what the client accepts; null where it does not care. */
  readonly framing: (accept: string | undefined) => string | null;
  /** More members of the REQUEST header of the wire protocol; null for none. `id`: what the client is told that the request is called. */
  readonly members: ((request: HttpRequest, id: string) => object | null) | null;
  /** How many ms the body itself allows, Infinity where it does not say, or why it says nothing valid; null: none can. */
  readonly bodyTimeoutMs: ((bytes: Buffer, body: BodyForm) => OrRefusal<number>) | null;
  readonly errorShape: ErrorShape;
}

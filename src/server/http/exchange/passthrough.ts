// Requests for an upstream process: an HTTP server of its own gets what its clients send, as they sent it.
import { Form } from '../../../core/wire/frame.ts';
import type { Entry } from '../../service/entry.ts';
import type { Registry } from '../../service/registry.ts';
import { plainError } from '../answer/error-shape.ts';
import type { Operation } from './operation.ts';

/** A request of any path. What its body is, and how an answer looks, is between the client and the upstream process. */
export const PASS_THROUGH: Operation = {
  method: null,
  bodyForm: (contentType) => ({ form: Form.RAW, contentType: contentType ?? null }),
  takesNoBody: true,
  answerForm: (form) => form,
  framing: () => null,
  members: null,
  bodyTimeoutMs: null,
  errorShape: plainError,
};

/** What stands for the route of all of them: which paths there are, the upstream process knows alone. */
export const PASSED_PATH = '/{path}';

/**
 * What stays ours where everything else is passed through: the server's own state, which engines and clusters ask at the same paths whatever
 * is behind it, and the route of predictions.
 */
const OWN = /^\/(?:$|metrics$|ping$|v2\/health\/(?:live|ready)$|v1\/models(?:$|\/[^/]+(?:\/(?:loaded|schema))?$))/;

/** The upstream process that a request of this path is for; null where it is for us, or where several models are served. */
export function passThroughEntry({ only }: Registry, path: string): Entry | null {
  return only !== null && only.facts.passesThrough && !OWN.test(path) ? only : null;
}

// Why bodies are not taken before anything of them is read.
import type { RequestFailure } from '../../../core/inference/request-failure.ts';

/** A body in which there must be something is empty. */
export const EMPTY_BODY: RequestFailure = {
  code: 'REQUEST_BODY_INVALID',
  message: 'The body of the request is empty, where a JSON document such as {"inputs": [...]} is expected',
};

/** The route cannot read bodies of this content type. */
export function unreadableType(contentType: string | undefined): RequestFailure {
  const message = `A body of content type ${JSON.stringify(contentType)} cannot be read`;
  return { code: 'REQUEST_ENCODING_UNSUPPORTED', message, hint: 'Send application/json.' };
}

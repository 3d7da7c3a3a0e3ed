// Why bodies are not taken.
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { InflationRefusal } from '../coding/inflate-body.ts';
import { TAKEN_CODINGS } from '../coding/request-coding.ts';
import type { BodyRefusal } from './read-body.ts';

/** Why a body that was to be read, and to have at most so many bytes, was not taken. */
export function bodyRefusal(reason: BodyRefusal | InflationRefusal, maxBytes: number): RequestFailure {
  if (reason !== 'tooLarge') return REFUSALS[reason];
  const message = `The body of the request is larger than ${maxBytes} bytes`;
  return { code: 'REQUEST_TOO_LARGE', message, hint: 'Send less, or raise runtime.max_body.' };
}

const REFUSALS: Readonly<Record<Exclude<BodyRefusal | InflationRefusal, 'tooLarge'>, RequestFailure>> = {
  noRoom: {
    code: 'SERVER_BUSY',
    message: 'The bodies of the requests that are being answered fill the memory set apart for them',
  },
  crumbs: {
    code: 'REQUEST_BODY_INVALID',
    message: 'The body of the request comes in too many, too small pieces',
    hint: 'Send it in larger chunks.',
  },
  invalid: {
    code: 'REQUEST_BODY_INVALID',
    message: 'The body of the request is not what its Content-Encoding says: it cannot be decompressed',
  },
};

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

/** The body is coded in a way that cannot be undone. */
export function unknownCoding(coding: string | undefined): RequestFailure {
  return {
    code: 'REQUEST_ENCODING_UNSUPPORTED',
    message: `A body with Content-Encoding ${JSON.stringify(coding)} cannot be read`,
    hint: `Send it as it is, or with one of ${TAKEN_CODINGS}.`,
    headers: [['Accept-Encoding', TAKEN_CODINGS]],
  };
}

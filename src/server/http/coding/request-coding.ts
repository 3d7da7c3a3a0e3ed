import type { OrRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';

/** The content codings that bodies are taken in and sent with: the ones that V2's clients know. */
export type Coding = 'gzip' | 'deflate';

/** What a client is told that it may send, in the header `Accept-Encoding` of a refusal (RFC 9110, 15.5.16). */
const TAKEN_CODINGS = 'gzip, deflate';

/**
 * The coding of a body by its header `Content-Encoding`; null for none, a refusal of one that cannot be undone. Several
 * codings on top of each other are refused too: no client sends them, and each is another chance for a bomb.
 */
export function requestCoding(header: string | undefined): OrRefusal<Coding | null> {
  if (header === undefined) return null;
  switch (header.trim().toLowerCase()) {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return 'gzip';
    case 'deflate':
      return 'deflate';
    default:
      return unknownCoding(header);
  }
}

function unknownCoding(coding: string): RequestFailure {
  return {
    code: 'REQUEST_ENCODING_UNSUPPORTED',
    message: `A body with Content-Encoding ${JSON.stringify(coding)} cannot be read`,
    hint: `Send it as it is, or with one of ${TAKEN_CODINGS}.`,
    headers: [['Accept-Encoding', TAKEN_CODINGS]],
  };
}

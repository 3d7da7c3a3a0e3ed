/** The content codings that bodies are taken in and sent with: the ones that V2's clients know. */
export type Coding = 'gzip' | 'deflate';

/** What a client is told that it may send, in the header `Accept-Encoding` of a refusal (RFC 9110, 15.5.16). */
export const TAKEN_CODINGS = 'gzip, deflate';

/**
 * The coding of a body by its header `Content-Encoding`; null for none, `unknown` for one that cannot be undone. Several
 * codings on top of each other are unknown too: no client sends them, and each is another chance for a bomb.
 */
export function requestCoding(header: string | undefined): Coding | 'unknown' | null {
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
      return 'unknown';
  }
}

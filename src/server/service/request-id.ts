import { randomBytes } from 'node:crypto';

/** What may be echoed and logged as it came: no spaces, no control characters, not long. */
const ACCEPTABLE = /^[\u0021-\u007E]{1,128}$/;

/** Tells the requests of different servers apart; the counter those of this one. */
const prefix = `${randomBytes(6).toString('hex')}-`;
let count = 0;

/** The request's own id, from `X-Request-Id`, or a new one: a counter, since a UUID costs more than the rest of the headers. */
export function requestId(given: string | string[] | undefined): string {
  if (typeof given === 'string' && ACCEPTABLE.test(given)) return given;
  count += 1;
  return prefix + count.toString(36);
}

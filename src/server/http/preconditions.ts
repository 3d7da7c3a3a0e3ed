// What Node would refuse without a word: every other refusal has a body in JSON, and so have these.
import type { IncomingMessage } from 'node:http';

import type { Arrival } from './route-call.ts';
import { sendFailure } from './send.ts';
import { showText } from './show-text.ts';

/** Whether a request does not name its host, as every one of HTTP/1.1 must (RFC 9112, 3.2). */
export function isHostMissing({ headers, httpVersion }: IncomingMessage): boolean {
  return headers.host === undefined && httpVersion === '1.1';
}

/** Answers a request that does not name its host, and closes the connection: nobody knows what else is wrong with it. */
export function refuseWithoutHost(arrival: Arrival): void {
  const failure = { code: 'REQUEST_MALFORMED', message: 'The request has no header Host' } as const;
  sendFailure(arrival, { failure, headers: ['Connection', 'close'] });
}

/** Answers a request whose `Expect` is not `100-continue`; Node tells those apart. */
export function refuseExpectation(arrival: Arrival): void {
  const expected = showText(arrival.request.headers.expect ?? '');
  const message = `The request expects ${JSON.stringify(expected)}, where only 100-continue is known`;
  sendFailure(arrival, { failure: { code: 'REQUEST_EXPECTATION_UNKNOWN', message } });
}

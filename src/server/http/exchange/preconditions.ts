// What Node lets pass though HTTP does not, and what it would refuse without a word: these have a body in JSON as every other
// refusal has.
import { showText } from '../../../core/errors/show-text.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { sendFailure } from '../answer/send.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import type { Arrival } from './route-call.ts';

/** RFC 3986, 3.2, without what joins two headers of one name: the comma. */
const HOST = /^[\w.~!$&'()*+;=%:[\]-]*$/;

/** A body that is coded and then chunked. Node's parser refuses what does not end with `chunked`, and undoes that alone. */
const CODED = /,\s*chunked\s*$/i;

/**
 * What is wrong with the head of a request, so that a proxy before us may have understood another one; null where nothing is.
 * Every request of HTTP/1.1 names one host (RFC 9112, 3.2), and bodies are chunked or not coded for the transfer (6.1).
 */
export function headRefusal({ headers, httpVersion }: HttpRequest): RequestFailure | null {
  const { host } = headers;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') return malformed(`HTTP/${httpVersion} is not spoken here`);
  if (host === undefined ? httpVersion === '1.1' : !HOST.test(host)) return malformed(hostProblem(host));
  const coding = headers['transfer-encoding'];
  if (coding === undefined || !CODED.test(coding)) return null;
  return malformed(`The transfer coding ${JSON.stringify(showText(coding))} is not known, only chunked`);
}

/** Answers a request whose head is refused, and closes the connection: nobody knows where the next one begins. */
export function refuseHead(arrival: Arrival, failure: RequestFailure): void {
  sendFailure(arrival, { failure, headers: ['Connection', 'close'] });
}

function hostProblem(host: string | undefined): string {
  if (host === undefined) return 'The request has no header Host';
  return `The header Host is ${JSON.stringify(showText(host))}, where one host is expected`;
}

function malformed(message: string): RequestFailure {
  return { code: 'REQUEST_MALFORMED', message };
}

/** Answers a request whose `Expect` is not `100-continue`; Node tells those apart. */
export function refuseExpectation(arrival: Arrival): void {
  const expected = showText(arrival.request.headers.expect ?? '');
  const message = `The request expects ${JSON.stringify(expected)}, where only 100-continue is known`;
  sendFailure(arrival, { failure: { code: 'REQUEST_EXPECTATION_UNKNOWN', message } });
}

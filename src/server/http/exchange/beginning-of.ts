import type { RequestBeginning } from '../../service/ending.ts';
import { requestId } from '../../service/request-id.ts';
import type { HttpRequest } from '../direct/direct-request.ts';

/** What is known of a request that has come over HTTP; `caller`: whose token it came with; `route`: as of `RequestBeginning`. */
export function beginningOf(
  { headers, method = '', url = '' }: HttpRequest,
  { caller, route }: Pick<RequestBeginning, 'caller' | 'route'>,
): RequestBeginning {
  return {
    id: requestId(headers['x-request-id']),
    caller,
    method,
    target: url,
    route,
    traceparent: textOf(headers['traceparent']),
    tracestate: textOf(headers['tracestate']),
  };
}

/** A header that Node has as a text, as nearly all: of one that came twice both, with a comma between. */
function textOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : undefined;
}

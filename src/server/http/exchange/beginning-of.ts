import type { IncomingMessage } from 'node:http';

import type { RequestBeginning } from '../../service/ending.ts';
import { requestId } from '../../service/request-id.ts';

/** What is known of a request that has come over HTTP; `caller`: whose token it came with. */
export function beginningOf(
  { headers, method = '', url = '' }: IncomingMessage,
  caller: string | null,
): RequestBeginning {
  return { id: requestId(headers['x-request-id']), caller, method, target: url };
}

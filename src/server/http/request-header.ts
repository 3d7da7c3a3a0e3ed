// The header of a REQUEST frame, encoded: what the worker must know beside the body.
import type { IncomingMessage } from 'node:http';

import { NO_BYTES } from '../../core/inference/inference-request.ts';
import { encodeHeader } from '../../core/wire/encode.ts';
import type { Entry } from '../service/entry.ts';

/** What the header may have to say. */
export interface HeaderParts {
  readonly request: IncomingMessage;
  readonly entry: Entry;
  /** The body's media type, where its form does not imply it. */
  readonly contentType: string | null;
}

/** The header of a prediction; without any bytes for the plain ones, which are nearly all. */
export function requestHeader({ request, entry, contentType }: HeaderParts): Uint8Array {
  const stream = streamFraming(request.headers.accept);
  const needsRequest = entry.capabilities?.needsRequest === true;
  if (stream === null && contentType === null && !needsRequest) return NO_BYTES;
  return encodeHeader({
    ...(contentType !== null && { contentType }),
    ...(needsRequest && { http: describeRequest(request) }),
    ...(stream !== null && { stream }),
  });
}

/** How a stream's items shall be framed, by what the client accepts; null where it does not care. */
function streamFraming(accept: string | undefined): string | null {
  if (accept === undefined || accept === '*/*') return null;
  if (accept.includes('text/event-stream')) return 'sse';
  if (accept.includes('application/x-ndjson')) return 'ndjson';
  return accept === 'application/json' ? 'join' : null;
}

function describeRequest({ method, url = '/', rawHeaders, socket }: IncomingMessage): object {
  // Not split: a second question mark is a part of the query.
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const query = queryAt === -1 ? '' : url.slice(queryAt + 1);
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? '']);
  }
  return { method, path, query, headers, client: `${socket.remoteAddress}:${socket.remotePort}` };
}

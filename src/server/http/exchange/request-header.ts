// The header of a REQUEST frame, encoded: what the worker must know beside the body.
import { NO_BYTES } from '../../../core/inference/inference-request.ts';
import type { BodyForm } from '../../../core/wire/body-form.ts';
import { encodeHeader } from '../../../core/wire/encode.ts';
import type { HttpRequestPart } from '../../backends/backend.ts';
import type { Entry } from '../../service/entry.ts';
import { traceMembers, withTrace } from '../../service/trace-headers.ts';
import type { RequestTrace } from '../../telemetry/tracing/request-trace.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import type { Gate } from '../gate/gate.ts';
import type { Exchange } from './exchange.ts';
import type { Operation } from './operation.ts';

/** The header of a request; without any bytes for the plain predictions, which are nearly all. */
export function requestHeader(
  exchange: Exchange,
  entry: Entry,
  { body, operation }: { readonly body: BodyForm; readonly operation: Operation },
): Uint8Array {
  const { id, trace } = exchange.life;
  const { request } = exchange.call;
  const { method, members } = operation;
  const { contentType } = body;
  const stream = operation.framing(request.headers.accept);
  const needsRequest = entry.capabilities?.needsRequest === true;
  const more = members?.(request, id) ?? null;
  const isPlain = method === null && more === null && contentType === null && body.members === undefined;
  if (isPlain && stream === null && !needsRequest && trace === null) return NO_BYTES;
  return encodeHeader({
    ...(method !== null && { method }),
    ...(contentType !== null && { contentType }),
    ...(needsRequest && { http: describeRequest(request, { gate: exchange.call.context.gate, trace }) }),
    ...(stream !== null && { stream }),
    ...traceMembers(trace),
    ...more,
    ...body.members,
  });
}

/**
 * `http` of a REQUEST header: the request as it came, but for a token of ours, and with its trace as it goes on. Whatever else stands in
 * `Authorization` is between the client and the model.
 */
export function describeRequest(
  { method = 'GET', url = '/', rawHeaders, socket }: HttpRequest,
  { gate, trace }: { readonly gate: Gate; readonly trace: RequestTrace | null },
): HttpRequestPart {
  // Not split: a second question mark is a part of the query.
  const queryAt = url.indexOf('?');
  const path = queryAt === -1 ? url : url.slice(0, queryAt);
  const query = queryAt === -1 ? '' : url.slice(queryAt + 1);
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (!gate.keeps(name, value)) headers.push([name, value]);
  }
  return {
    method,
    path,
    query,
    headers: withTrace(headers, trace),
    client: `${socket.remoteAddress}:${socket.remotePort}`,
  };
}

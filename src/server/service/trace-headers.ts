// A request's trace as whoever computes its answer is told of it.
import { traceparentOf } from '../../core/inference/trace-context.ts';
import type { HttpRequestPart } from '../backends/backend.ts';
import type { RequestTrace } from '../telemetry/tracing/request-trace.ts';

const NO_MEMBERS = {};

/** Members of the REQUEST header of the wire protocol (3.1). */
export function traceMembers(trace: RequestTrace | null): object {
  if (trace === null) return NO_MEMBERS;
  const { context, isRecorded } = trace;
  const { tracestate } = context;
  return {
    traceparent: traceparentOf(context),
    ...(tracestate !== '' && { tracestate }),
    ...(isRecorded && { wantsStages: true }),
  };
}

/** Headers of a request with its trace as it goes on, in the place of the one that came. */
export function withTrace(headers: HttpRequestPart['headers'], trace: RequestTrace | null): HttpRequestPart['headers'] {
  if (trace === null) return headers;
  const { tracestate } = trace.context;
  return [
    ...headers.filter(([name]) => name !== 'traceparent' && name !== 'tracestate'),
    ['traceparent', traceparentOf(trace.context)],
    ...(tracestate === '' ? [] : [['tracestate', tracestate] as const]),
  ];
}

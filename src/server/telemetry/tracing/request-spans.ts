// What a span says of a request: names and attributes follow https://opentelemetry.io/docs/specs/semconv/http/http-spans/ and …/rpc/.
import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

import type { RequestTiming } from '../../../core/inference/inference-request.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { RequestTrace, TracedBeginning } from './request-trace.ts';

/** What is known of a request when it is over. */
export interface TracedEnding extends TracedBeginning {
  readonly id: string;
  readonly entry: { readonly name: string; readonly version: string } | null;
  readonly target: string;
  readonly status: number;
  /** When it came, in ms of the server's monotonic clock. */
  readonly startedAt: number;
  readonly totalMs: number;
  readonly failure: RequestFailure | null;
  readonly trace: RequestTrace | null;
  /** Where the time went, of a request that was admitted. */
  readonly timing: RequestTiming | null;
}

/** The method as it is told of a call; of HTTP it is another word. */
const GRPC = 'gRPC';

/** The name of a request's span: without what differs from one request of its sort to the next. */
export function spanName({ method, route }: TracedBeginning): string {
  if (method === GRPC) return route.slice(1);
  return route === '' ? method : `${method} ${route}`;
}

/** A span that is open, and what its times are told in. */
export interface OpenSpan {
  readonly span: Span;
  /** What makes a time of the server's monotonic clock one of the wall's, in ms: the two drift apart while a server runs. */
  readonly clockOffset: number;
}

/** Ends the span of a request that is over, and makes those of its parts. */
export function endSpans({ span, clockOffset }: OpenSpan, ending: TracedEnding, tracer: Tracer): void {
  const { failure, startedAt, totalMs, timing } = ending;
  // Strangers can ask as often as they like; a span that does not end is never exported.
  if (failure?.code === 'AUTH_REQUIRED') return;
  const endedAt = startedAt + totalMs;
  span.setAttributes(attributesOf(ending));
  if (failure !== null) fail(span, ending.status, failure);
  if (timing !== null) makeParts(span, timing, { tracer, clockOffset, endedAt });
  span.end(clockOffset + endedAt);
}

function attributesOf({ id, entry, method, route, target, status, timing }: TracedEnding): Attributes {
  return {
    ...(method === GRPC ? rpcAttributes(route) : httpAttributes({ method, route, target, status })),
    'truss.request.id': id,
    ...(entry !== null && { 'truss.model.name': entry.name, 'truss.model.version': entry.version }),
    ...(timing !== null && timing.batchSize > 0 && { 'truss.batch.size': timing.batchSize }),
  };
}

function rpcAttributes(route: string): Attributes {
  const [, service = '', method = ''] = route.split('/');
  return { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method };
}

function httpAttributes({
  method,
  route,
  target,
  status,
}: Pick<TracedEnding, 'method' | 'route' | 'target' | 'status'>): Attributes {
  return {
    'http.request.method': method,
    ...(route !== '' && { 'http.route': route }),
    // Without the query: tokens and names of people stand there.
    'url.path': target.split('?', 1)[0] ?? '',
    'http.response.status_code': status,
  };
}

/** Of what the client has done wrong a server's span is no error: semantic conventions of HTTP, "Status". */
function fail(span: Span, status: number, { code, message, exception }: RequestFailure): void {
  span.setAttribute('error.type', code);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR, message });
  if (exception !== undefined) {
    span.recordException({ name: exception.type, message: exception.message, stack: exception.traceback });
  }
}

/** What the parts are made with; `endedAt` as of the ending. */
interface Making {
  readonly tracer: Tracer;
  readonly clockOffset: number;
  readonly endedAt: number;
}

/** How long it waited, then what a worker did with it, alone or in a batch, and in that the stages of the model. */
function makeParts(parent: Span, timing: RequestTiming, { tracer, clockOffset, endedAt }: Making): void {
  const { queuedAt, sentAt, computeMs, batchSize, batchReason, stages } = timing;
  const make = (name: string, within: Span, { from, to, attributes = {} }: Part): Span => {
    const context = trace.setSpan(ROOT_CONTEXT, within);
    const times = { startTime: clockOffset + from, kind: SpanKind.INTERNAL };
    const span = tracer.startSpan(name, { ...times, attributes }, context);
    span.end(clockOffset + to);
    return span;
  };
  const isSent = sentAt > 0;
  make('queue', parent, { from: queuedAt, to: isSent ? sentAt : endedAt });
  if (!isSent) return;
  const attributes = batchSize > 0 ? { 'truss.batch.size': batchSize, 'truss.batch.reason': batchReason } : {};
  const computed = make(batchSize > 0 ? 'batch' : 'compute', parent, { from: sentAt, to: endedAt, attributes });
  // The worker's clock is another one: what it has measured ended with its answer.
  const beganAt = Math.max(sentAt, endedAt - computeMs);
  for (const { name, startMs, ms } of stages) {
    const from = Math.min(beganAt + startMs, endedAt);
    make(name, computed, { from, to: Math.min(from + ms, endedAt) });
  }
}

/** From when to when, in ms of the server's monotonic clock. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly attributes?: Attributes;
}

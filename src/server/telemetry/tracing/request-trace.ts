// The trace that a request belongs to: what comes in goes on to the model, and where spans are exported, ours stands between.
import type { TraceContext } from '../../../core/inference/trace-context.ts';
import { readTraceContext } from '../../../core/inference/trace-context.ts';

/** A trace as far as a request is concerned. */
export interface RequestTrace {
  /** What the model, and whatever it asks, is told. */
  readonly context: TraceContext;
  /** Whether a span of the request will be exported, so that it matters which stage of the model took how long. */
  readonly isRecorded: boolean;
}

/** What is known of a request when it comes, as far as its trace is concerned. */
export interface TracedBeginning {
  readonly method: string;
  readonly route: string;
  /** W3C trace context, as it came. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** Begins the trace of a request; null where it has none. */
export type BeginTrace = (beginning: TracedBeginning) => RequestTrace | null;

/** The trace that the client has begun, where nobody exports spans here. */
export function adoptTrace({
  traceparent,
  tracestate,
}: Pick<TracedBeginning, 'traceparent' | 'tracestate'>): RequestTrace | null {
  if (traceparent === undefined) return null;
  const context = readTraceContext(traceparent, tracestate);
  return context === null ? null : { context, isRecorded: false };
}

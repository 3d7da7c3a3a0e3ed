// Spans of requests, exported over OTLP by OpenTelemetry's own packages: they know the environment variables, retry and batch. Nobody
// imports this file but open-tracing.ts, when it is needed.
import type { Span, SpanContext, Tracer } from '@opentelemetry/api';
import { createTraceState, ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import { setGlobalErrorHandler } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

import type { TraceContext } from '../../../core/inference/trace-context.ts';
import { readTraceContext } from '../../../core/inference/trace-context.ts';
import { version } from '../../../core/version.ts';
import type { Logger } from '../logger.ts';
import type { OpenSpan, TracedEnding } from './request-spans.ts';
import { endSpans, spanName } from './request-spans.ts';
import type { BeginTrace, RequestTrace, TracedBeginning } from './request-trace.ts';
import type { OtlpProtocol, TracingSettings } from './tracing-settings.ts';

/** Who begins the traces of requests, and is told of their end. */
export interface Tracing {
  readonly begin: BeginTrace;
  readonly end: (ending: TracedEnding) => void;
  /** Exports what is still here, and lets go; waits no longer than the exporter's own time-out. */
  close(): Promise<void>;
}

/** A collector that is away would have a line for each batch. */
const COMPLAIN_EVERY_MS = 60_000;

/** What is called so where nobody says another name (`OTEL_SERVICE_NAME`). */
const SERVICE_NAME = 'truss';

/** A trace with the span of ours. */
class OtlpTrace implements RequestTrace, OpenSpan {
  readonly span: Span;
  readonly context: TraceContext;
  readonly isRecorded: boolean;
  readonly clockOffset: number;

  constructor({ span, clockOffset }: OpenSpan, tracestate: string) {
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.span = span;
    this.clockOffset = clockOffset;
    this.isRecorded = span.isRecording();
    this.context = { traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0, tracestate };
  }
}

/** Makes spans, and exports them. */
export class OtlpTracing implements Tracing {
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;

  private constructor(exporter: SpanExporter) {
    const resource = defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME, 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] }));
    this.#provider = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] });
    this.#tracer = this.#provider.getTracer('truss', version);
  }

  /** Loads what the protocol takes, too. */
  static async open({ protocol }: TracingSettings, logger: Logger): Promise<OtlpTracing> {
    setGlobalErrorHandler(complainer(logger));
    return new OtlpTracing(await createExporter(protocol));
  }

  readonly begin = (beginning: TracedBeginning): OtlpTrace => {
    const parent = readTraceContext(beginning.traceparent, beginning.tracestate);
    const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, toSpanContext(parent));
    const now = performance.now();
    const clockOffset = Date.now() - now;
    const options = { kind: SpanKind.SERVER, startTime: clockOffset + now };
    const span = this.#tracer.startSpan(spanName(beginning), options, context);
    return new OtlpTrace({ span, clockOffset }, parent?.tracestate ?? '');
  };

  readonly end = (ending: TracedEnding): void => {
    if (!(ending.trace instanceof OtlpTrace) || !ending.trace.isRecorded) return;
    endSpans(ending.trace, ending, this.#tracer);
  };

  async close(): Promise<void> {
    await this.#provider.shutdown();
  }
}

function toSpanContext({ traceId, spanId, isSampled, tracestate }: TraceContext): SpanContext {
  return {
    traceId,
    spanId,
    traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
    isRemote: true,
    ...(tracestate !== '' && { traceState: createTraceState(tracestate) }),
  };
}

/** Each reads the variables of its own: endpoint, headers, time-out, compression, certificates. */
async function createExporter(protocol: OtlpProtocol): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await EXPORTERS[protocol]();
  return new OTLPTraceExporter();
}

const EXPORTERS: Readonly<Record<OtlpProtocol, () => Promise<{ OTLPTraceExporter: new () => SpanExporter }>>> = {
  'http/protobuf': async () => import('@opentelemetry/exporter-trace-otlp-proto'),
  'http/json': async () => import('@opentelemetry/exporter-trace-otlp-http'),
  grpc: async () => import('@opentelemetry/exporter-trace-otlp-grpc'),
};

/** Tells of spans that could not be exported, now and then: it costs nobody an answer. */
function complainer(logger: Logger): (error: unknown) => void {
  let quietUntil = -Infinity;
  return (error) => {
    const now = performance.now();
    if (now < quietUntil) return;
    quietUntil = now + COMPLAIN_EVERY_MS;
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn({ reason }, 'Spans could not be exported: is the collector of OTEL_EXPORTER_OTLP_ENDPOINT there?');
  };
}

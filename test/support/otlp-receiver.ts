// Who takes spans in a test, as OTLP over HTTP in JSON.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { expect, onTestFinished } from 'vitest';

/** A value of an attribute, of which a test looks at texts and whole numbers. */
interface Value {
  readonly stringValue?: string;
  readonly intValue?: string | number;
}

interface KeyValue {
  readonly key: string;
  readonly value: Value;
}

/** A span, as OTLP has it in JSON. */
interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly KeyValue[];
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly events?: readonly { readonly name: string; readonly attributes?: readonly KeyValue[] }[];
}

interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** A span as a test looks at it. */
export interface TakenSpan extends Omit<OtlpSpan, 'attributes'> {
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  /** In ms of the wall's clock. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** A receiver that listens; it ends with the test. */
export interface OtlpReceiver {
  /** What stands in OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  readonly spans: readonly TakenSpan[];
  /** The headers of the requests that came. */
  readonly headers: readonly NodeJS.Dict<string | string[]>[];
  /** Resolves with the span of this name that has come, or comes. */
  span(name: string): Promise<TakenSpan>;
  /** The spans whose parent this is, by their names. */
  children(of: TakenSpan): Readonly<Record<string, TakenSpan>>;
}

/** Listens on a free port of 127.0.0.1. */
export async function receiveSpans(): Promise<OtlpReceiver> {
  const spans: TakenSpan[] = [];
  const headers: NodeJS.Dict<string | string[]>[] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    void buffer(request).then((body) => {
      spans.push(...toSpans(JSON.parse(body.toString()) as OtlpTraces));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    headers,
    async span(name) {
      await expect.poll(() => spans.map((span) => span.name), { timeout: 60_000 }).toContain(name);
      return spans.find((span) => span.name === name)!;
    },
    children: ({ spanId }) =>
      Object.fromEntries(spans.filter((span) => span.parentSpanId === spanId).map((span) => [span.name, span])),
  };
}

function toSpans({ resourceSpans }: OtlpTraces): TakenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        ...span,
        attributes: toRecord(span.attributes),
        resource: toRecord(resource.attributes),
        startedAt: Number(span.startTimeUnixNano) / 1e6,
        endedAt: Number(span.endTimeUnixNano) / 1e6,
      })),
    ),
  );
}

function toRecord(attributes: readonly KeyValue[] = []): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? String(value.intValue ?? JSON.stringify(value))]),
  );
}

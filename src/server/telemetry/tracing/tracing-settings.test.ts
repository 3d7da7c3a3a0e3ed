import { expect, test } from 'vitest';

import { readTracingSettings } from './tracing-settings.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

test.each([
  [{}, null],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }, null],
  [{ OTEL_SERVICE_NAME: 'iris' }, null],
  [ENDPOINT, 'http/protobuf'],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector/v1/traces' }, 'http/protobuf'],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'http/protobuf'],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }, null],
  [{ ...ENDPOINT, OTEL_TRACES_EXPORTER: 'console, otlp' }, 'http/protobuf'],
  [{ ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }, null],
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'grpc'],
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }, 'http/json'],
])('%j asks for %s', (variables, protocol) => {
  expect(readTracingSettings(variables)?.protocol ?? null).toBe(protocol);
});

test('what cannot be is said', () => {
  const variables = { OTEL_TRACES_EXPORTER: 'otlp,zipkin', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/xml' };
  expect(readTracingSettings(variables)?.doubts).toEqual([
    'OTEL_EXPORTER_OTLP_PROTOCOL is http/xml: spans go over http/protobuf. There are http/protobuf, http/json, grpc',
    'OTEL_TRACES_EXPORTER asks for zipkin: spans are exported over OTLP alone',
  ]);
});

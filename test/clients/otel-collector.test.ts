// OpenTelemetry's collector, as it is, takes the spans of a served model in each of the forms in which they can be sent.
import { expect, onTestFinished, test, vi } from 'vitest';

import { findCollector, startCollector } from '../support/otel-collector.ts';
import { receiveSpans } from '../support/otlp-receiver.ts';
import { serveModel } from '../support/served-model.ts';

const MODEL = `
class Model:
    def preprocess(self, body):
        return body

    def predict(self, body):
        return 1 / body
`;

const collector = await findCollector();

test.for(['http/protobuf', 'http/json', 'grpc'])('over %s', async (protocol, { skip }) => {
  if ('reason' in collector) return skip(collector.reason);
  const receiver = await receiveSpans();
  const { http, grpc } = await startCollector(collector.program, receiver.endpoint);
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? grpc : http,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_SERVICE_NAME: 'iris',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const served = await serveModel(MODEL);
  expect((await served.predict(0)).status).toBe(500);
  const span = await receiver.span('POST /v1/models/{name}:predict');
  expect(span).toMatchObject({
    kind: 2,
    resource: { 'service.name': 'iris' },
    attributes: { 'http.response.status_code': '500', 'truss.model.name': 'echo' },
    status: { code: 2 },
  });
  expect(JSON.stringify(span.events)).toContain('ZeroDivisionError');
  await served.predict(1);
  const predict = await receiver.span('predict');
  const compute = receiver.spans.find(({ spanId }) => spanId === predict.parentSpanId);
  expect(compute?.name).toBe('compute');
  return undefined;
});

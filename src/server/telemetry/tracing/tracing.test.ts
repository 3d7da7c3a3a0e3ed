// Requests as spans, and their traces on the way to the model and to others.
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { grpcClient } from '../../../../test/support/grpc-client.ts';
import { receiveSpans } from '../../../../test/support/otlp-receiver.ts';
import type { OtlpReceiver, TakenSpan } from '../../../../test/support/otlp-receiver.ts';
import { serveModel } from '../../../../test/support/served-model.ts';
import type { ModelOptions, ServedModel } from '../../../../test/support/served-model.ts';
import { serveUpstream } from '../../../../test/support/upstream-served.ts';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${CALLER}-01`;

const MODEL = `
import time

from truss import HTTPError, Request, trace_headers

class Model:
    def preprocess(self, body):
        time.sleep(0.02)
        return body

    def predict(self, body, request: Request):
        time.sleep(0.05)
        if body == {"raise": True}:
            raise ValueError("no such thing")
        if body == {"refuse": True}:
            raise HTTPError(422, "not this")
        headers = {name: request.headers.get(name) for name in ("traceparent", "tracestate")}
        return {"headers": headers, "trace": trace_headers()}

    def postprocess(self, value):
        time.sleep(0.03)
        return value
`;

function exportTo({ endpoint }: OtlpReceiver, more: Readonly<Record<string, string>> = {}): void {
  const variables = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    ...more,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

async function serveTraced(model: string, options?: ModelOptions): Promise<ServedModel & { receiver: OtlpReceiver }> {
  const receiver = await receiveSpans();
  exportTo(receiver, { OTEL_EXPORTER_OTLP_HEADERS: 'x-team=ml', OTEL_RESOURCE_ATTRIBUTES: 'zone=a' });
  return { ...(await serveModel(model, options)), receiver };
}

const NAME = 'POST /v1/models/{name}:predict';

test('a request is a span of the trace that it came with, and its parts are spans in it', async () => {
  const { receiver, ...served } = await serveTraced(MODEL);
  const sent = { traceparent: TRACEPARENT, tracestate: 'congo=t61' };
  const answer = await served.predict({}, { headers: { ...sent, 'x-request-id': 'r-1' } });
  const span = await receiver.span(NAME);
  expect(span).toMatchObject({
    traceId: TRACE,
    parentSpanId: CALLER,
    kind: 2,
    resource: { 'service.name': 'truss', zone: 'a' },
  });
  expect(span.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/v1/models/{name}:predict',
    'http.response.status_code': '200',
    'url.path': '/v1/models/model:predict',
    'truss.request.id': 'r-1',
    'truss.model.name': 'echo',
    'truss.model.version': '1',
  });
  expect(receiver.headers[0]).toMatchObject({ 'x-team': 'ml' });
  // What the model sees, and what it sends along, is our span.
  const ours = { traceparent: `00-${TRACE}-${span.spanId}-01`, tracestate: 'congo=t61' };
  expect(await answer.json()).toEqual({ headers: ours, trace: ours });
  const { queue, compute } = receiver.children(span) as Record<'queue' | 'compute', TakenSpan>;
  const stages = Object.values(receiver.children(compute));
  expect(stages.map(({ name }) => name)).toEqual(['preprocess', 'predict', 'postprocess']);
  expect(stages.map(({ startedAt, endedAt }) => Math.floor((endedAt - startedAt) / 10))).toEqual(
    [2, 5, 3].map((tens) => expect.toSatisfy((ms: number) => ms >= tens) as number),
  );
  const times = [span, queue, compute, ...stages].map(({ startedAt }) => startedAt);
  expect(times.every((time, index) => time >= (times[index - 1] ?? 0) - 1)).toBe(true);
  expect(Math.max(...stages.map(({ endedAt }) => endedAt))).toBeLessThanOrEqual(span.endedAt + 0.001);
  const line = served.log.records.find(({ requestId }) => requestId === 'r-1');
  expect(line).toMatchObject({ traceId: TRACE });
});

test("failures are the span's status where they are the server's or the model's", async () => {
  const { receiver, ...served } = await serveTraced(MODEL);
  await served.predict({ raise: true });
  const span = await receiver.span(NAME);
  expect(span).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': 'MODEL_RAISED' } });
  expect(span.parentSpanId ?? '').toBe('');
  const [event] = span.events ?? [];
  expect(event?.name).toBe('exception');
  expect(JSON.stringify(event)).toContain('no such thing');
  // How long it took until then.
  const stages = receiver.children(receiver.children(span)['compute']!);
  expect(Object.keys(stages)).toEqual(['preprocess', 'predict']);
  await served.predict({ refuse: true });
  await expect.poll(() => receiver.spans.filter(({ name }) => name === NAME).length).toBe(2);
  const refused = receiver.spans.findLast(({ name }) => name === NAME)!;
  expect(refused.attributes['http.response.status_code']).toBe('422');
  expect(refused.status?.code ?? 0).toBe(0);
});

test('requests that were computed together say so', async () => {
  const model = `
import time

class Model:
    def predict_batch(self, requests):
        time.sleep(0.05)
        return [0 for request in requests]
`;
  const { receiver, ...served } = await serveTraced(model, {
    runtime: { batching: { max_batch_size: 8, max_wait_ms: 200 } },
  });
  await Promise.all(Array.from({ length: 8 }, async () => served.predict({})));
  const together = (): TakenSpan[] =>
    receiver.spans.filter(({ name, attributes }) => name === 'batch' && Number(attributes['truss.batch.size']) > 1);
  await expect.poll(together).not.toEqual([]);
  // The spans of a request come together.
  expect(Object.keys(receiver.children(together()[0]!))).toEqual(['predict']);
});

test('streams and calls over gRPC are spans, too', async () => {
  const { receiver, ...served } = await serveTraced(`
import time

class Model:
    async def predict(self, body):
        if "x" in body:
            return {"y": body["x"]}
        return self.items()

    async def items(self):
        for _ in range(3):
            yield "item"
            time.sleep(0.02)
`);
  expect(await (await served.predict({})).text()).toBe('itemitemitem');
  const span = await receiver.span(NAME);
  const predict = receiver.children(receiver.children(span)['compute']!)['predict']!;
  expect(predict.endedAt - predict.startedAt).toBeGreaterThanOrEqual(60);
  const inputs = [{ name: 'x', shape: [1n], datatype: 'INT64', contents: { int64Contents: [1n] } }];
  const metadata = { traceparent: TRACEPARENT };
  await grpcClient(served.port).call(Inference.method.modelInfer, { modelName: 'echo', inputs }, { metadata });
  const call = await receiver.span('inference.GRPCInferenceService/ModelInfer');
  expect(call).toMatchObject({ traceId: TRACE, parentSpanId: CALLER, attributes: { 'rpc.method': 'ModelInfer' } });
  expect(Object.keys(receiver.children(call))).toEqual(['queue', 'compute']);
});

describe('who decides what is recorded', () => {
  test.each([
    ['the caller, where it has begun the trace', {}, `00-${TRACE}-${CALLER}-00`, 0],
    ['the sampler otherwise', { OTEL_TRACES_SAMPLER: 'always_off' }, undefined, 0],
    ['the sampler alone, where it asks nobody', { OTEL_TRACES_SAMPLER: 'always_on' }, `00-${TRACE}-${CALLER}-00`, 1],
  ])('%s', async (_who, variables, traceparent, count) => {
    const receiver = await receiveSpans();
    exportTo(receiver, variables);
    const served = await serveModel(MODEL);
    const answer = await served.predict({}, { headers: traceparent === undefined ? {} : { traceparent } });
    const { trace } = (await answer.json()) as { trace: { traceparent: string } };
    expect(trace.traceparent).toMatch(count === 0 ? /-00$/ : /-01$/);
    await served.close();
    expect(receiver.spans.filter(({ name }) => name === NAME)).toHaveLength(count);
  });
});

test('of an upstream process it shows how long nothing came', async () => {
  const receiver = await receiveSpans();
  exportTo(receiver);
  const served = await serveUpstream();
  expect((await fetch(`${served.url}/generate`, { method: 'POST', body: '{}' })).status).toBe(200);
  await expect.poll(() => receiver.spans.find(({ name }) => name === 'receive')).toBeDefined();
  const compute = receiver.spans.find(({ name }) => name === 'compute')!;
  expect(Object.keys(receiver.children(compute))).toEqual(['wait', 'receive']);
});

test('a stream that fails lasted until then', async () => {
  const { receiver, ...served } = await serveTraced(`
import time

class Model:
    def predict(self, body):
        yield 1
        time.sleep(0.05)
        raise ValueError("half-way")
`);
  await served
    .predict({})
    .then(async (answer) => answer.text())
    .catch(() => 'cut off');
  await expect.poll(() => receiver.spans.find(({ name }) => name === 'predict')).toBeDefined();
  const { startedAt, endedAt } = receiver.spans.find(({ name }) => name === 'predict')!;
  expect(endedAt - startedAt).toBeGreaterThanOrEqual(50);
});

test('without an exporter a trace goes on as it came', async () => {
  const served = await serveModel(MODEL);
  const headers = { traceparent: TRACEPARENT, tracestate: 'a=b', 'x-request-id': 'r-2' };
  const answer = await served.predict({}, { headers });
  const same = { traceparent: TRACEPARENT, tracestate: 'a=b' };
  expect(await answer.json()).toEqual({ headers: same, trace: same });
  const broken = await served.predict({}, { headers: { traceparent: 'nonsense' } });
  expect(await broken.json()).toEqual({ headers: { traceparent: 'nonsense', tracestate: null }, trace: {} });
  expect(served.log.records.find(({ requestId }) => requestId === 'r-2')).toMatchObject({ traceId: TRACE });
});

test('a collector that is away costs no answer, and is told of once', async () => {
  exportTo({ endpoint: 'http://127.0.0.1:9' } as OtlpReceiver);
  const served = await serveModel(MODEL);
  expect((await served.predict({})).status).toBe(200);
  expect(await served.log.until(/Spans could not be exported/)).toMatchObject({ level: 'warn' });
});

import { describe, expect, test } from 'vitest';

import { grpcClient } from '../../../../test/support/grpc-client.ts';
import { serveModel } from '../../../../test/support/served-model.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import { residentMemory } from '../../../system/processes/resident-memory.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

const GRPC_TENSOR = {
  inputs: [{ name: 'x', shape: [1n], datatype: 'INT64', contents: { int64Contents: [1n] } }],
};

test('requests are counted by their status, with how long they took', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, body):
        return 1 / body
`);
  await Promise.all([served.predict(1), served.predict(2), served.predict(0)]);
  const text = await metricsOf(served);
  const route = 'route="/v1/models/{name}:predict"';
  expect(text).toContain(`truss_requests_total{model="echo",version="1",${route},status="200"} 2`);
  expect(text).toContain(`truss_requests_total{model="echo",version="1",${route},status="500"} 1`);
  expect(text).toContain(`truss_request_duration_seconds_count{model="echo",version="1",${route}} 3`);
  expect(text).toContain('truss_request_compute_seconds_bucket{le="+Inf",model="echo",version="1"} 2');
  expect(text).toContain('truss_requests_in_flight{model="echo",version="1"} 0');
  expect(text).toMatch(/^truss_workers_ready\{model="echo",version="1"\} 1$/m);
});

test('a slash behind the path is no other path', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, body):
        return body
`);
  const answer = await fetch(`${served.url}/metrics/`);
  expect([answer.status, (await answer.text()).split(' ', 2).join(' ')]).toEqual([200, '# HELP']);
});

test('routes are told apart by their templates, over any transport; a refusal before a model is known has none', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, body):
        return {"y": [1]}

    def chat_completions(self, body):
        return {}
`);
  const tensors = { inputs: [{ name: 'x', shape: [1], datatype: 'INT64', data: [1] }] };
  const post = async (path: string, body: unknown): Promise<Response> =>
    fetch(`${served.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers: JSON_TYPE });
  await post('/v1/models/echo:predict', {});
  await post('/v1/models/model:predict_binary', {});
  await post('/v2/models/echo/infer', tensors);
  await post('/v2/models/echo/versions/1/infer', tensors);
  await post('/v1/chat/completions', {});
  await post('/invocations', {});
  await grpcClient(served.port).call(Inference.method.modelInfer, { modelName: 'echo', ...GRPC_TENSOR });
  await post('/v1/models/nobody:predict', {});
  const text = await metricsOf(served);
  const routes = [...text.matchAll(/^truss_requests_total\{.*route="(.*)",status="200"\} 1$/gm)].map(
    ([, route]) => route,
  );
  expect(new Set(routes)).toEqual(
    new Set([
      '/inference.GRPCInferenceService/ModelInfer',
      '/invocations',
      '/v1/chat/completions',
      '/v1/models/{name}:predict',
      '/v1/models/{name}:predict_binary',
      '/v2/models/{name}/infer',
      '/v2/models/{name}/versions/{version}/infer',
    ]),
  );
  expect(text).toContain('truss_requests_refused_total{code="MODEL_NOT_FOUND"} 1');
});

test('what is given up is counted by how far it had come, and for whom', async () => {
  const served = await serveModel(
    `
import time

class Model:
    def predict(self, body):
        print("begun", flush=True)
        if body == ["stream"]:
            return self.items()
        time.sleep(600)

    def items(self):
        yield "first"
        time.sleep(600)
`,
    { workers: 2 },
  );
  const leaving = new AbortController();
  const ask = async (body: unknown, headers = {}): Promise<Response> => served.predict(body, { headers });
  const streamed = await served.predict(['stream'], { signal: leaving.signal });
  const { value } = await streamed.body!.getReader().read();
  expect(new TextDecoder().decode(value)).toBe('first');
  const hanging = new AbortController();
  const computed = served.predict(['hang'], { signal: hanging.signal }).catch(() => null);
  await expect.poll(() => served.log.records.filter(({ message }) => message === 'begun').length).toBe(2);
  expect((await ask(['waits'], { 'x-request-timeout-ms': '50' })).status).toBe(504);
  leaving.abort();
  hanging.abort();
  await computed;
  await expect
    .poll(async () => {
      const lines = (await metricsOf(served)).matchAll(/^truss_requests_cancelled_total\{.*(phase.*)\} 1$/gm);
      return new Set([...lines].map(([, labels]) => labels));
    })
    .toEqual(
      new Set(['phase="compute",reason="client"', 'phase="queue",reason="deadline"', 'phase="stream",reason="client"']),
    );
});

test('a worker that is started again is counted, and the memory of each told', async () => {
  const served = await serveModel(`
import os

class Model:
    def predict(self, body):
        if body == ["die"]:
            os.kill(os.getpid(), 9)
        return os.getpid()
`);
  const before: unknown = await (await served.predict(0)).json();
  const text = await metricsOf(served);
  expect(text).toContain('truss_worker_restarts_total{model="echo",version="1"} 0');
  const [, bytes] = /^truss_worker_memory_bytes\{model="echo",version="1",worker="0"\} (\d+)$/m.exec(text)!;
  const [resident] = await residentMemory([before as number]);
  expect(Number(bytes) / resident!).toBeCloseTo(1, 0);
  expect(Number(/^truss_front_memory_bytes (\d+)$/m.exec(text)![1])).toBeGreaterThan(1e6);
  expect(Number(/^truss_front_cpu_seconds_total ([\d.]+)$/m.exec(text)![1])).toBeGreaterThan(0);
  await served.predict(['die']);
  await expect.poll(async () => (await served.predict(0)).status).toBe(200);
  expect(await metricsOf(served)).toContain('truss_worker_restarts_total{model="echo",version="1"} 1');
});

test('what the models count themselves stands beside, told apart by worker', async () => {
  const served = await serveModel(
    `
from prometheus_client import Counter

SEEN = Counter("seen", "Requests seen", ["kind"])
FAKE = Counter("truss_requests", "Not the server's")

class Model:
    def predict(self, body):
        SEEN.labels("a").inc()
        return None
`,
    { workers: 2 },
  );
  await served.predict({});
  const text = await metricsOf(served);
  const seen = [...text.matchAll(/^seen_total\{kind="a",model="echo",worker="[01]"\} (\d)/gm)].map(
    ([, count]) => count,
  );
  expect(seen).toEqual(['1']);
  expect(text.match(/^# TYPE seen_total counter$/gm)).toHaveLength(1);
  expect(text.match(/^truss_requests_total/gm)).toHaveLength(1);
});

test('labels of a model that are called as ours are renamed as Prometheus does it', async () => {
  const served = await serveModel(`
from prometheus_client import Counter, Info

TOLD = Counter("told", "Told", ["model", "worker"])
Info("build", "Build").info({"model": "v7"})

class Model:
    def predict(self, body):
        TOLD.labels("theirs", "them").inc()
        return None
`);
  await served.predict({});
  const text = await metricsOf(served);
  expect(text).toContain('told_total{exported_model="theirs",exported_worker="them",model="echo",worker="0"} 1');
  expect(text).toContain('build_info{exported_model="v7",model="echo",worker="0"} 1');
});

describe('what a model counts with truss.metrics', () => {
  const COUNTING = `
import os
import time

from truss import metrics

ROWS = metrics.counter("rows", "Rows that were scored.", labels=["kind"])
CACHE = metrics.gauge("cache_entries", "Entries of the cache.")
SIZES = metrics.histogram("sizes", "Sizes.", buckets=[1, 10])

class Model:
    def predict(self, body):
        if body == ["die"]:
            os.kill(os.getpid(), 9)
        ROWS.inc(len(body), kind="new")
        SIZES.observe(len(body))
        CACHE.set(7)
        # So that one of them cannot have them all.
        time.sleep(0.05)
        return os.getpid()
`;

  test('is the sum over workers, whichever of them have ended; a gauge is of each that runs', async () => {
    const served = await serveModel(COUNTING, { workers: 2 });
    await expect.poll(async () => metricsOf(served)).toContain('truss_workers_ready{model="echo",version="1"} 2');
    const asked = Array.from({ length: 20 }, async () => (await served.predict([1, 2])).json());
    expect(new Set(await Promise.all(asked)).size).toBe(2);
    const text = await metricsOf(served);
    expect(text).toContain('# TYPE rows_total counter\nrows_total{kind="new",model="echo",version="1"} 40\n');
    expect(text).toContain('sizes_bucket{le="1",model="echo",version="1"} 0\n');
    expect(text).toContain('sizes_bucket{le="10",model="echo",version="1"} 20\n');
    expect(text).toContain('sizes_sum{model="echo",version="1"} 40\n');
    expect(text.match(/^cache_entries\{worker="[01]",model="echo",version="1"\} 7$/gm)).toHaveLength(2);
    expect((await served.predict(['die'])).status).toBe(503);
    const after = await metricsOf(served);
    expect(after).toContain('rows_total{kind="new",model="echo",version="1"} 40\n');
    expect(after.match(/^cache_entries\{.*$/gm)).toHaveLength(1);
    await expect.poll(async () => metricsOf(served)).toContain('truss_workers_ready{model="echo",version="1"} 2');
    await Promise.all(Array.from({ length: 20 }, async () => served.predict([1])));
    expect(await metricsOf(served)).toContain('rows_total{kind="new",model="echo",version="1"} 60\n');
  });

  test('cannot take a name of the server, nor break its protocol', async () => {
    const served = await serveModel(`
import sys
sys.path.insert(0, "")
from truss_worker.metrics.registry import REGISTRY, Family

REGISTRY.add(Family("truss_requests_total", "counter", "Not the server's", (), ()))
REGISTRY.change("truss_requests_total", (), lambda due: 5)

class Model:
    def predict(self, body):
        return body
`);
    await served.predict(1);
    expect((await metricsOf(served)).match(/^truss_requests_total/gm)).toHaveLength(1);
  });
});

async function metricsOf({ url }: ServedModel): Promise<string> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return answer.text();
}

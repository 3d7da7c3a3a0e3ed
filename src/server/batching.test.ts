// Predictions that are computed together, over every protocol at once: each gets the answer that it would get alone.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { grpcClient } from '../../test/support/grpc-client.ts';
import type { GrpcClient } from '../../test/support/grpc-client.ts';
import { modelEntry, serveEntries, serveModel } from '../../test/support/served-model.ts';
import type { ModelOptions, ServedModel } from '../../test/support/served-model.ts';
import { GRPCInferenceService as Inference } from '../core/protocols/generated/inference/grpc_service_pb.js';

/** A row of 13 is a bad one. A call takes so long that others come meanwhile. */
const SUMS = `
import time

class Model:
    def predict(self, body):
        time.sleep(0.004)
        rows = [list(row) for row in body["inputs"]]
        if any(13 in row for row in rows):
            raise ValueError("unlucky")
        return {"predictions": [sum(row) * body.get("scale", 1) for row in rows]}
`;

const ROWS: ModelOptions = {
  runtime: { batching: { max_batch_size: 32, max_wait_ms: null } },
  config: {
    signature: {
      inputs: [{ name: 'inputs', datatype: 'FP64', shape: [-1, 2] }],
      outputs: [{ name: 'predictions', datatype: 'FP64', shape: [-1] }],
    },
  },
};

/** What is asked, and over which protocol. */
interface Asked {
  readonly over: 'v1' | 'v2' | 'grpc' | 'left';
  readonly rows: readonly (readonly [number, number])[];
  readonly scale: number | undefined;
}

const cell = fc.oneof(
  { weight: 40, arbitrary: fc.integer({ min: -50, max: 50 }) },
  { weight: 1, arbitrary: fc.constant(13) },
);
const asked: fc.Arbitrary<Asked> = fc.record({
  over: fc.constantFrom('v1', 'v1', 'v2', 'grpc', 'left'),
  rows: fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 3 }),
  scale: fc.constantFrom(undefined, undefined, 2),
});

/** The predictions, or why there are none. */
async function ask(served: ServedModel, grpc: GrpcClient, { over, rows, scale }: Asked): Promise<unknown> {
  if (over === 'v1') {
    const answer = await served.predict({ inputs: rows, ...(scale !== undefined && { scale }) });
    return answer.ok ? ((await answer.json()) as { predictions: number[] }).predictions : answer.status;
  }
  if (over === 'left') {
    const signal = AbortSignal.timeout(3);
    return served.predict({ inputs: rows }, { signal }).then(
      () => 'left',
      () => 'left',
    );
  }
  const shape = [rows.length, 2];
  if (over === 'grpc') {
    const inputs = [
      { name: 'inputs', datatype: 'FP64', shape: shape.map(BigInt), contents: { fp64Contents: rows.flat() } },
    ];
    const call = grpc.call(Inference.method.modelInfer, { modelName: 'echo', inputs });
    return call.then(
      ({ outputs: [output] }) => output?.contents?.fp64Contents,
      () => 500,
    );
  }
  const inputs = [{ name: 'inputs', datatype: 'FP64', shape, data: rows.flat() }];
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ inputs });
  const answer = await fetch(`${served.url}/v2/models/echo/infer`, { method: 'POST', body, headers });
  if (!answer.ok) return answer.status;
  return ((await answer.json()) as { outputs: [{ data: number[] }] }).outputs[0].data;
}

/** The truth. */
function expected({ over, rows, scale = 1 }: Asked): unknown {
  if (over === 'left') return 'left';
  if (rows.flat().includes(13)) return 500;
  return rows.map(([a, b]) => (a + b) * (over === 'v1' ? scale : 1));
}

async function metric({ url }: ServedModel, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

describe.each([
  ['a thread', SUMS],
  [
    'an event loop',
    SUMS.replace('def predict', 'async def predict')
      .replace('time.sleep', 'await asyncio.sleep')
      .replace('import time', 'import asyncio'),
  ],
])('with a model in %s', (_where, model) => {
  test.each([1, 2])('every answer is the answer alone, with %d workers', async (workers) => {
    const served = await serveModel(model, { ...ROWS, workers });
    const grpc = grpcClient(served.port);
    await fc.assert(
      fc.asyncProperty(fc.array(asked, { minLength: 60, maxLength: 150 }), async (all) => {
        const answers = await Promise.all(all.map((one) => ask(served, grpc, one)));
        expect(answers).toEqual(all.map(expected));
      }),
      { numRuns: 10, endOnFailure: true },
    );
    const batches = await metric(served, 'truss_batch_size_count');
    // With two workers the last ones of each round go in halves.
    expect((await metric(served, 'truss_batch_size_sum')) / batches).toBeGreaterThan(workers === 1 ? 8 : 5);
    expect(await metric(served, 'truss_requests_in_flight')).toBe(0);
  });
});

test('predict_batch gets what waits, of every protocol', async () => {
  const model = `
import time

class Model:
    def predict_batch(self, requests):
        time.sleep(0.02)
        return [{"seen": len(requests), "got": request} for request in requests]
`;
  const served = await serveModel(model);
  const bodies = Array.from({ length: 40 }, (_, number) => ({ number }));
  const answers = await Promise.all(bodies.map(async (body) => (await served.predict(body)).json()));
  expect(answers.map((answer) => (answer as { got: unknown }).got)).toEqual(bodies);
  expect(Math.max(...answers.map((answer) => (answer as { seen: number }).seen))).toBeGreaterThan(8);
});

test('one request after the other waits for nobody', async () => {
  const served = await serveModel(SUMS, ROWS);
  for (let number = 0; number < 5; number += 1) await served.predict({ inputs: [[number, 1]] });
  expect(await metric(served, 'truss_batch_size_count')).toBe(5);
  const queued = await metric(served, 'truss_request_queue_seconds_sum');
  expect(queued).toBeLessThan(0.05);
});

test('as long as the config says, requests wait for others', async () => {
  const served = await serveModel(SUMS, { ...ROWS, runtime: { batching: { max_batch_size: 3, max_wait_ms: 5000 } } });
  await Promise.all([1, 2, 3].map((number) => served.predict({ inputs: [[number, 1]] })));
  expect(await metric(served, 'truss_batch_size_sum')).toBe(3);
  expect(await metric(served, 'truss_batch_size_count')).toBe(1);
});

test('a developer sees why batches were sent, and nobody else', async () => {
  const served = await serveEntries([modelEntry(SUMS, ROWS)], { dev: true });
  await served.ready;
  await Promise.all(Array.from({ length: 20 }, (_, number) => served.predict({ inputs: [[number + 20, 1]] })));
  const { models } = (await (await fetch(`${served.url}/debug/batching`)).json()) as {
    models: [Record<string, unknown>];
  };
  expect(models[0]).toMatchObject({ name: 'echo', version: '1', max_batch_size: 32 });
  const last = models[0]['last'] as { size: number; reason: string; waited_ms: number; compute_ms: number }[];
  expect(last[0]).toMatchObject({ size: expect.any(Number), reason: 'idle', waited_ms: expect.any(Number) });
  expect(last.reduce((sum, { size }) => sum + size, 0)).toBe(20);
  const statistics = (await (await fetch(`${served.url}/v2/models/echo/stats`)).json()) as {
    model_stats: [{ inference_count: number; execution_count: number; batch_stats: { batch_size: number }[] }];
  };
  const [{ inference_count: answers, execution_count: calls, batch_stats: sizes }] = statistics.model_stats;
  expect([answers, calls]).toEqual([20, last.length]);
  expect(sizes.length).toBeGreaterThan(0);
  const closed = await serveModel(SUMS, ROWS);
  expect((await fetch(`${closed.url}/debug/batching`)).status).toBe(404);
});

// Whoever looks after a server hears from it while every process is busy and a long queue waits.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { grpcClient } from '../../test/support/grpc-client.ts';
import { modelEntry, serveEntries, serveModel } from '../../test/support/served-model.ts';
import { GRPCInferenceService as Inference } from '../core/protocols/generated/inference/grpc_service_pb.js';

/** Answers nobody until it is told to. */
const WAITS = `
import os, time

class Model:
    def predict(self, request):
        while not os.path.exists("go"):
            time.sleep(0.005)
        return request
`;

const MANY = 300;

test('probes and metrics are answered before anything else can be', async () => {
  const served = await serveModel(WAITS, { workers: 2 });
  const { port, url, directory } = served;
  const waiting = Array.from({ length: MANY }, async (_, number) => (await served.predict({ number })).json());
  const queued = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(/^truss_requests_queued\{[^}]*\} (?<count>\d+)$/m.exec(text)?.groups?.['count']);
  };
  await expect.poll(queued).toBeGreaterThan(MANY - 10);
  for (const probe of ['/', '/v2/health/live', '/v2/health/ready', '/v1/models/echo', '/ping']) {
    expect((await fetch(url + probe)).status, probe).toBe(200);
  }
  const grpc = grpcClient(port);
  expect(await grpc.call(Inference.method.serverReady, {})).toMatchObject({ ready: true });
  expect(await grpc.call(Inference.method.modelReady, { name: 'echo' })).toMatchObject({ ready: true });
  expect(await queued()).toBeGreaterThan(MANY - 10);
  writeFileSync(path.join(directory, 'go'), '');
  expect(await Promise.all(waiting)).toEqual(Array.from({ length: MANY }, (_, number) => ({ number })));
});

/** Loads when it is told to, and is well until it is told that it is not. */
const LOADS = `
import os, time

class Model:
    def load(self):
        while not os.path.exists("go"):
            time.sleep(0.005)

    def is_healthy(self):
        return not os.path.exists("ill")

    def predict(self, request):
        return request
`;

const LIVENESS = ['/', '/v2/health/live'];
const READINESS = ['/v2/health/ready', '/v1/models/echo', '/v2/models/echo/ready', '/ping'];

test('A server lives while its model loads, and is ready when that is done, as long as the model is well', async () => {
  const served = await serveEntries([modelEntry(LOADS)]);
  const grpc = grpcClient(served.port);
  const statuses = async (paths: readonly string[]): Promise<Set<number>> =>
    new Set(await Promise.all(paths.map(async (probe) => (await fetch(served.url + probe)).status)));
  const overGrpc = async (): Promise<readonly boolean[]> => [
    (await grpc.call(Inference.method.serverLive, {})).live,
    (await grpc.call(Inference.method.serverReady, {})).ready,
    (await grpc.call(Inference.method.modelReady, { name: 'echo' })).ready,
  ];
  expect([await statuses(LIVENESS), await statuses([...READINESS, '/v1/models/echo/loaded'])]).toEqual([
    new Set([200]),
    new Set([503]),
  ]);
  expect(await overGrpc()).toEqual([true, false, false]);
  expect((await served.predict({})).status).toBe(503);
  writeFileSync(path.join(served.directory, 'go'), '');
  await served.ready;
  expect(await statuses([...LIVENESS, ...READINESS])).toEqual(new Set([200]));
  expect(await overGrpc()).toEqual([true, true, true]);
  writeFileSync(path.join(served.directory, 'ill'), '');
  expect([await statuses([...LIVENESS, '/v1/models/echo/loaded']), await statuses(READINESS)]).toEqual([
    new Set([200]),
    new Set([503]),
  ]);
  expect(await overGrpc()).toEqual([true, false, false]);
  // Whoever routes requests decides what follows.
  expect((await served.predict({})).status).toBe(200);
});

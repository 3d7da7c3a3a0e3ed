// Whoever looks after a server hears from it while every process is busy and a long queue waits.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { grpcClient } from '../../test/support/grpc-client.ts';
import { serveModel } from '../../test/support/served-model.ts';
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

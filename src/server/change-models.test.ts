import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { grpcClient } from '../../test/support/grpc-client.ts';
import { untilGone } from '../../test/support/processes.ts';
import { modelEntry, serveEntries } from '../../test/support/served-model.ts';
import type { EntryOptions, ReplaceOptions, ServedModel } from '../../test/support/served-model.ts';
import { upstreamEntry } from '../../test/support/upstream-entry.ts';
import { GRPCInferenceService as Inference } from '../core/protocols/generated/inference/grpc_service_pb.js';

const ECHO = 'class Model:\n    def predict(self, body):\n        return {"echo": body}\n';
/** A prediction with a gate goes on when that is open. */
const GATED = `
import os, time

class Model:
    def predict(self, body):
        print("begun", flush=True)
        while "gate" in body and not os.path.exists(body["gate"]):
            time.sleep(0.002)
        return {"pid": os.getpid()}
`;
const TENSOR = 'class Model:\n    def predict(self, body):\n        return {"y": body["x"][:1]}\n';
const NO_TRIAL: ReplaceOptions = { trial: null, signal: new AbortController().signal };

async function serveOne(entry: EntryOptions): Promise<ServedModel> {
  const served = await serveEntries([entry]);
  await served.ready;
  return served;
}

function predict({ url }: ServedModel, name: string, body: object = { inputs: 1 }): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/v1/models/${name}:predict`, { method: 'POST', body: JSON.stringify(body), headers });
}

/** Asks until the first model has so many requests: that one was sent is told to nobody else. */
async function untilInFlight({ url }: ServedModel, count: number): Promise<void> {
  const line = new RegExp(`truss_requests_in_flight\\{model="\\w+",version="1"\\} ${count}\\n`);
  while (!line.test(await (await fetch(`${url}/metrics`)).text())) await sleep(5);
}

function openGate({ directory }: ServedModel): void {
  writeFileSync(path.join(directory, 'go'), '');
}

describe('an entry that is replaced', () => {
  function allowing(origin: string): EntryOptions {
    return modelEntry(ECHO, { runtime: { cors: { allow_origins: [origin] } } });
  }

  async function statusFor(served: ServedModel, origin: string): Promise<[number, string | null]> {
    const answer = await served.predict({}, { headers: { origin, 'sec-fetch-site': 'cross-site' } });
    return [answer.status, answer.headers.get('access-control-allow-origin')];
  }

  test('brings the origins that may ask, and takes its former ones with it', async () => {
    const [former, next] = ['https://former.example', 'https://next.example'] as const;
    const served = await serveOne(allowing(former));
    expect([await statusFor(served, former), await statusFor(served, next)]).toEqual([
      [200, former],
      [403, null],
    ]);
    await served.replace(allowing(next), NO_TRIAL);
    expect([await statusFor(served, former), await statusFor(served, next)]).toEqual([
      [403, null],
      [200, next],
    ]);
  });

  test('by a server of its own gets every path as it came', async () => {
    const served = await serveOne(modelEntry(ECHO));
    await served.replace(upstreamEntry(), NO_TRIAL);
    const prediction = await served.predict('not a form', {
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect([prediction.status, await prediction.json()]).toMatchObject([200, { url: '/generate', body: 'not a form' }]);
    expect((await fetch(`${served.url}/teapot`)).status).toBe(418);
    const infer = await fetch(`${served.url}/v2/models/model/infer`, { method: 'POST', body: '{}' });
    expect([infer.status, await infer.text()]).toEqual([404, 'nothing here']);
  });

  test('by a model of ours, where it was a server of its own, gets no other path', async () => {
    const served = await serveOne(upstreamEntry());
    await served.replace(modelEntry(ECHO), NO_TRIAL);
    expect(await (await served.predict({ inputs: 1 })).json()).toEqual({ echo: { inputs: 1 } });
    expect((await served.predict('')).status).toBe(400);
    expect((await fetch(`${served.url}/teapot`)).status).toBe(404);
    const headers = { 'content-type': 'application/json' };
    const infer = await fetch(`${served.url}/v2/models/model/infer`, { method: 'POST', body: '{}', headers });
    expect(await infer.json()).toMatchObject({ error: 'inputs is missing' });
  });

  test('by another kind refuses what waits: it would take it for something else', async () => {
    const served = await serveOne(modelEntry(GATED));
    const begun = served.predict({ gate: 'go' });
    await served.log.until(/begun/);
    // The first waits in the worker, the second in the front.
    const waiting = [served.predict({}), served.predict({})];
    await untilInFlight(served, 3);
    await served.replace(upstreamEntry(), NO_TRIAL);
    const refused = await Promise.race(waiting);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      error: 'Model echo was replaced by one that takes other requests',
      code: 'SERVER_NOT_READY',
    });
    openGate(served);
    expect((await begun).status).toBe(200);
  });
});

describe('an entry that comes while the server runs', () => {
  test('is found by its name, over every transport', async () => {
    const served = await serveOne(modelEntry(ECHO, { name: 'first' }));
    const grpc = grpcClient(served.port);
    await expect(grpc.call(Inference.method.modelReady, { name: 'second' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
    await served.add(modelEntry(ECHO, { name: 'second' }));
    expect(await (await predict(served, 'second')).json()).toEqual({ echo: { inputs: 1 } });
    expect(await grpc.call(Inference.method.modelReady, { name: 'second' })).toMatchObject({ ready: true });
    expect(await (await fetch(`${served.url}/v1/models`)).json()).toMatchObject({ models: ['first', 'second'] });
    expect(await (await fetch(`${served.url}/metrics`)).text()).toContain('truss_requests_total{model="second"');
    // No longer the only one, so that `model` is nobody's name.
    expect(await (await predict(served, 'model')).json()).toEqual({
      error: 'Model with name model does not exist; this server has first, second',
      code: 'MODEL_NOT_FOUND',
    });
  });

  test('brings its own bound of messages', async () => {
    const served = await serveOne(modelEntry(ECHO, { runtime: { max_body: 1024 } }));
    await served.add(modelEntry(TENSOR, { name: 'large' }));
    const raw = Buffer.alloc(3 * 1024 * 1024);
    const inputs = [{ name: 'x', datatype: 'UINT8', shape: [BigInt(raw.length)] }];
    const answer = await grpcClient(served.port).call(Inference.method.modelInfer, {
      modelName: 'large',
      inputs,
      rawInputContents: [raw],
    });
    expect(answer.modelName).toBe('large');
  });

  test('has a name of its own', async () => {
    const served = await serveOne(modelEntry(ECHO, { name: 'first' }));
    await expect(served.add(modelEntry(ECHO, { name: 'first' }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: 'A model with name first is served already',
    });
  });

  test('that cannot be loaded says why', async () => {
    const served = await serveOne(modelEntry(ECHO, { name: 'first' }));
    const broken = served.add(modelEntry('import nowhere_to_be_found\n', { name: 'broken' }));
    await expect(broken).rejects.toMatchObject({ code: 'MODEL_IMPORT_FAILED' });
    expect((await predict(served, 'broken')).status).toBe(503);
  });
});

describe('an entry that goes while the server runs', () => {
  test('answers what it has accepted, and is not found any more', async () => {
    const [going, staying] = [modelEntry(GATED, { name: 'going' }), modelEntry(ECHO, { name: 'staying' })];
    const served = await serveEntries([going, staying]);
    await served.ready;
    const begun = predict(served, 'going', { gate: 'go' });
    await served.log.until(/begun/);
    const waiting = predict(served, 'going', {});
    await untilInFlight(served, 2);
    const removed = served.remove('going');
    const grpc = grpcClient(served.port);
    await expect(grpc.call(Inference.method.modelReady, { name: 'going' })).rejects.toMatchObject({
      code: status.NOT_FOUND,
      details: 'Model with name going does not exist; this server has staying',
    });
    expect((await predict(served, 'going')).status).toBe(404);
    openGate(served);
    const { pid } = (await (await begun).json()) as { pid: number };
    expect((await waiting).status).toBe(200);
    await removed;
    await untilGone(pid);
    // The only one that is left needs no name.
    expect((await predict(served, 'model')).status).toBe(200);
    expect((await fetch(`${served.url}/v2/health/ready`)).status).toBe(200);
  });

  test('says so to those who have a WebSocket open', async () => {
    const model = `
class Model:
    async def websocket(self, websocket):
        async for message in websocket.iter_text():
            await websocket.send_text(message)
`;
    const served = await serveOne(modelEntry(model, { name: 'going' }));
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}/v1/models/going/websocket`);
    await once(socket, 'open');
    const closed = once(socket, 'close') as Promise<[number, Buffer]>;
    await served.remove('going');
    const [code, reason] = await closed;
    expect([code, reason.toString()]).toEqual([1001, 'The model is not served any more']);
  });

  test('leaves a server that says what it has: nothing', async () => {
    const served = await serveOne(modelEntry(ECHO));
    await served.remove('echo');
    const missing = { error: 'Model with name model does not exist; this server has none', code: 'MODEL_NOT_FOUND' };
    expect(await (await served.predict({})).json()).toEqual(missing);
    const chat = await fetch(`${served.url}/v1/chat/completions`, { method: 'POST', body: '{"model": "echo"}' });
    expect([chat.status, await chat.json()]).toMatchObject([404, { error: { code: 'model_not_found' } }]);
    await expect(served.remove('echo')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});

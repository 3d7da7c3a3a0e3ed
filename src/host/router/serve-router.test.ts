// Two servers with real models behind one port, asked as clients ask them.
import { once } from 'node:events';
import { request } from 'node:http';

import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { grpcClient } from '../../../test/support/grpc-client.ts';
import { keepLog } from '../../../test/support/kept-log.ts';
import type { ServedModel } from '../../../test/support/served-model.ts';
import { serveModel } from '../../../test/support/served-model.ts';
import { Health } from '../../core/protocols/generated/grpc/health/v1/health_pb.js';
import { GRPCInferenceService } from '../../core/protocols/generated/inference/grpc_service_pb.js';
import type { RunningRouter } from './serve-router.ts';
import { serveRouter } from './serve-router.ts';
import { readTargets } from './targets.ts';

const model = (word: string): string => `import time

class Model:
    def predict(self, request):
        if isinstance(request, dict) and request.get("slow"):
            time.sleep(0.5)
        return {"predictions": [[1.0]], "word": "${word}"}

    def chat_completions(self, request):
        return {"word": "${word}", "said": request["model"]}
`;

const TALKING = `class Model:
    async def websocket(self, socket):
        await socket.send_text("hello")
`;

interface Routed {
  readonly router: RunningRouter;
  readonly url: string;
  readonly servers: readonly ServedModel[];
}

async function route(more: readonly string[] = []): Promise<Routed> {
  const servers = await Promise.all(
    ['iris', 'churn'].map((name) => serveModel(model(name), { name, runtime: { max_body: 8_000_000 } })),
  );
  const words = servers.map(({ port }, index) => `${['iris', 'churn'][index]}=127.0.0.1:${port}`);
  const router = await serveRouter(readTargets([...words, ...more]), {
    host: '127.0.0.1',
    port: 0,
    logger: keepLog().logger,
  });
  onTestFinished(() => router.drain(0));
  return { router, url: `http://127.0.0.1:${router.port}`, servers };
}

async function post(url: string, body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

const get = async (url: string): Promise<unknown> => (await fetch(url)).json();

test('each model is asked by its name: in a path, in a body, in a message of gRPC', async () => {
  const { url, router } = await route();
  for (const name of ['iris', 'churn']) {
    expect(await post(`${url}/v1/models/${name}:predict`, {})).toMatchObject({ status: 200, body: { word: name } });
    const chat = { model: name, messages: [] };
    expect((await post(`${url}/v1/chat/completions`, chat)).body).toEqual({ word: name, said: name });
    const client = grpcClient(router.port);
    expect(await client.call(GRPCInferenceService.method.modelMetadata, { name })).toMatchObject({ name });
    expect(await client.call(GRPCInferenceService.method.modelReady, { name })).toMatchObject({ ready: true });
  }
  expect((await post(`${url}/v1/models/Iris:predict`, {})).status).toBe(200);
});

test('a WebSocket leads to its model, or is refused', async () => {
  const { port } = await serveModel(TALKING, { name: 'talk' });
  const { url } = await route([`talk=127.0.0.1:${port}`]);
  const open = (name: string): WebSocket => new WebSocket(`${url.replace('http', 'ws')}/v1/models/${name}/websocket`);
  const [word] = (await once(open('talk'), 'message')) as [Buffer];
  expect(word.toString()).toBe('hello');
  await expect(once(open('other'), 'open')).rejects.toThrow(/Unexpected server response/);
});

test('what is asked of all of them is answered together', async () => {
  const { url, router } = await route();
  expect(await get(`${url}/v1/models`)).toMatchObject({
    models: ['iris', 'churn'],
    data: [{ id: 'iris' }, { id: 'churn' }],
  });
  expect(await get(`${url}/v2/models`)).toEqual({ models: ['iris', 'churn'] });
  expect((await post(`${url}/v2/repository/index`, {})).body).toMatchObject([{ name: 'iris' }, { name: 'churn' }]);
  expect(await get(`${url}/v2/health/ready`)).toEqual({ ready: true });
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/\{[^}]*server="churn"/);
  const client = grpcClient(router.port);
  expect(await client.call(GRPCInferenceService.method.serverReady, {})).toMatchObject({ ready: true });
  expect(await client.call(Health.method.check, { service: '' })).toMatchObject({ status: 1 });
  expect(await client.call(Health.method.check, { service: 'churn' })).toMatchObject({ status: 1 });
});

test('who asks for none, for one that is not there, or for one that does not answer is told so', async () => {
  const { url, router } = await route(['gone=127.0.0.1:1']);
  expect(await post(`${url}/v1/models/other:predict`, {})).toEqual({
    status: 404,
    body: {
      error: 'Model with name other does not exist; this port leads to iris, churn, gone',
      code: 'MODEL_NOT_FOUND',
    },
  });
  expect(await post(`${url}/invocations`, {})).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } });
  expect(await post(`${url}/v1/chat/completions`, {})).toMatchObject({
    status: 400,
    body: { code: 'REQUEST_INPUT_INVALID' },
  });
  expect(await post(`${url}/v1/models/gone:predict`, {})).toMatchObject({
    status: 502,
    body: { code: 'UPSTREAM_FAILED' },
  });
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(503);
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
  const client = grpcClient(router.port);
  await expect(client.call(GRPCInferenceService.method.modelReady, { name: 'other' })).rejects.toMatchObject({
    code: 5,
  });
  await expect(client.call(GRPCInferenceService.method.modelReady, { name: 'gone' })).rejects.toMatchObject({
    code: 14,
  });
  await expect(client.call(GRPCInferenceService.method.serverReady, {})).resolves.toMatchObject({ ready: false });
});

test('a body goes through as it comes, and its sender is told where the request came from', async () => {
  const { url } = await route();
  const large = JSON.stringify({ inputs: 'x'.repeat(5_000_000) });
  const asked = request(`${url}/v1/models/iris:predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  for (let at = 0; at < large.length; at += 100_000) asked.write(large.slice(at, at + 100_000));
  asked.end();
  const [answer] = (await once(asked, 'response')) as [{ readonly statusCode: number; resume(): void }];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  const tooLarge = await post(`${url}/v1/models/iris:predict`, { inputs: 'x'.repeat(20_000_000) });
  expect(tooLarge).toMatchObject({ status: 413, body: { code: 'REQUEST_TOO_LARGE' } });
});

test('what was accepted is answered when it ends', async () => {
  const { url, router } = await route();
  const slow = post(`${url}/v1/models/iris:predict`, { slow: true });
  await expect.poll(async () => (await (await fetch(`${url}/metrics`)).text()).includes('server="iris"')).toBe(true);
  const [ended] = await Promise.all([slow, router.drain(10_000)]);
  expect(ended.status).toBe(200);
  await expect(fetch(url)).rejects.toThrow();
});

test.each([[['iris']], [[]]])('%j is no list of servers', (words) => {
  expect(() => readTargets(words)).toThrow(/NAME=HOST:PORT/);
});

// What becomes of requests, as it is counted and logged, over every transport.
import { once } from 'node:events';
import { request } from 'node:http';

import { status } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { grpcClient } from '../../test/support/grpc-client.ts';
import { modelEntry, serveEntries, serveModel } from '../../test/support/served-model.ts';
import type { ServedModel } from '../../test/support/served-model.ts';
import { temporaryTruss } from '../../test/support/temporary-home.ts';
import { GRPCInferenceService as Inference } from '../core/protocols/generated/inference/grpc_service_pb.js';

const ECHO = 'class Model:\n    def predict(self, body):\n        return body\n';
const LOADING = `
import time

class Model:
    def load(self):
        time.sleep(600)

    def predict(self, body):
        return body
`;

/** How often requests ended with each status, as the metrics tell. */
async function counted({ url }: ServedModel): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(/^truss_requests_total\{.*status="(\d+)"\} (\d+)$/gm);
  const counts: Record<string, number> = {};
  for (const [, code = '', count] of lines) counts[code] = (counts[code] ?? 0) + Number(count);
  return counts;
}

/** The status, the entry and the code of each request that has a line. */
function logged({ log }: ServedModel): unknown[] {
  const ofRequests = log.records.filter((record) => 'requestId' in record && 'status' in record);
  return ofRequests.map((record) => [record['status'], record['entry'], record['code']]);
}

test('a client that leaves before its body has come has ended its request', async () => {
  const served = await serveModel(ECHO);
  const headers = { 'content-length': '1000', expect: '100-continue' };
  const sent = request(`${served.url}/v1/models/model:predict`, { method: 'POST', headers });
  sent.on('error', () => {});
  sent.flushHeaders();
  // The server has the headers, and waits for the body.
  await once(sent, 'continue');
  sent.destroy();
  await served.log.until(/The client closed the connection/);
  expect(await counted(served)).toEqual({ 499: 1 });
});

test('a call that a model does not take is counted as an HTTP request is', async () => {
  const served = await serveEntries([modelEntry(LOADING)]);
  const grpc = grpcClient(served.port);
  await expect(grpc.call(Inference.method.modelInfer, { modelName: 'echo' })).rejects.toMatchObject({
    code: status.UNAVAILABLE,
  });
  const stream = grpc.converse(Inference.method.modelStreamInfer, { first: { modelName: 'echo' } });
  await stream.until(1);
  stream.end();
  expect((await served.predict({})).status).toBe(503);
  expect(await counted(served)).toEqual({ 503: 3 });
  expect(logged(served)).toEqual(Array.from({ length: 3 }, () => [503, 'echo', 'SERVER_NOT_READY']));
});

test('a request to a model that is not there has a line, and is counted among no others', async () => {
  const served = await serveModel(ECHO);
  expect((await fetch(`${served.url}/v1/models/nobody:predict`, { method: 'POST', body: '{}' })).status).toBe(404);
  expect((await fetch(`${served.url}/v1/models/nobody/schema`)).status).toBe(404);
  const asked = grpcClient(served.port).call(Inference.method.modelInfer, { modelName: 'nobody' });
  await expect(asked).rejects.toMatchObject({ code: status.NOT_FOUND });
  // Two asked a model, the third something about one.
  expect(logged(served)).toEqual(Array.from({ length: 2 }, () => [404, null, 'MODEL_NOT_FOUND']));
  expect(await counted(served)).toEqual({});
});

test('a line says what was asked, whatever it was, and that a route is not there', async () => {
  const served = await serveModel(`${ECHO}    def chat_completions(self, body):\n        return body\n`);
  const post = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
  for (const path of ['/v1/models/model:predict?a=b', '/v1/chat/completions', '/v1/models/echo/predict']) {
    await (await fetch(served.url + path, post)).text();
  }
  await (await fetch(`${served.url}/v1/models/model:predict`)).text();
  await grpcClient(served.port)
    .call(Inference.method.modelInfer, { modelName: 'nobody' })
    .catch(() => null);
  const lines = served.log.records.filter((record) => 'requestId' in record && 'status' in record);
  expect(lines.map(({ request: asked, status: code, message }) => [asked, code, message])).toEqual([
    ['POST /v1/models/model:predict', 200, 'answered'],
    ['POST /v1/chat/completions', 200, 'answered'],
    ['POST /v1/models/echo/predict', 404, expect.stringContaining('There is no route')],
    ['GET /v1/models/model:predict', 405, expect.stringContaining('does not take GET')],
    ['gRPC /inference.GRPCInferenceService/ModelInfer', 404, expect.stringContaining('does not exist')],
  ]);
  expect(await counted(served)).toEqual({ 200: 2 });
});

test('who is not let in is told what the request is called, and leaves no line', async () => {
  const tokensFile = `${temporaryTruss({ tokens: 'ci: a-token-of-the-test' })}/tokens`;
  const served = await serveEntries([modelEntry(ECHO)], { tokensFile });
  await served.ready;
  const refused = await served.predict({}, { headers: { 'x-request-id': 'r-1' } });
  expect([refused.status, refused.headers.get('x-request-id')]).toEqual([401, 'r-1']);
  const headers = { authorization: 'Bearer a-token-of-the-test' };
  expect((await served.predict({}, { headers })).status).toBe(200);
  expect(logged(served)).toEqual([[200, 'echo', undefined]]);
});

test('a WebSocket ends once, also where it was refused or the model has no method for it', async () => {
  const served = await serveModel(ECHO);
  const open = (path: string): WebSocket => new WebSocket(`${served.url.replace('http', 'ws')}${path}`);
  const [refused] = (await once(open('/v1/models/nobody/websocket'), 'error')) as [Error];
  expect(refused.message).toContain('404');
  const [code] = (await once(open('/v1/websocket'), 'close')) as [number];
  expect(code).toBe(1003);
  const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const [shaken] = await once(request(`${served.url}/v1/websocket`, { headers }).end(), 'response');
  expect(shaken.statusCode).toBe(400);
  expect(logged(served)).toEqual([
    [404, null, 'MODEL_NOT_FOUND'],
    [404, 'echo', 'MODEL_METHOD_MISSING'],
    [400, 'echo', 'REQUEST_MALFORMED'],
  ]);
  // Sessions count among no requests.
  expect(await counted(served)).toEqual({});
});

test('a model that is taken away takes its series along', async () => {
  const served = await serveEntries([modelEntry(ECHO, { name: 'going' }), modelEntry(ECHO, { name: 'staying' })]);
  await served.ready;
  const metrics = async (): Promise<string> => (await fetch(`${served.url}/metrics`)).text();
  await fetch(`${served.url}/v1/models/going:predict`, { method: 'POST', body: '{}' });
  expect(await metrics()).toContain('model="going"');
  await served.remove('going');
  expect(await metrics()).not.toContain('model="going"');
  expect(await metrics()).toContain('truss_workers{model="staying",version="1"} 1');
});

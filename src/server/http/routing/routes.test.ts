import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';

const ECHO = `
class Model:
    def predict(self, request):
        return {"predictions": request["inputs"]}
`;

async function get(served: ServedModel, path: string, init?: RequestInit): Promise<[number, unknown]> {
  const response = await fetch(served.url + path, init);
  expect(response.headers.get('content-type')).toBe('application/json');
  return [response.status, await response.json()];
}

test('the routes that tell about the server and its model', async () => {
  const served = await serveModel(ECHO, { name: 'iris' });
  expect(await get(served, '/')).toEqual([200, { status: 'alive' }]);
  const model = { object: 'model', created: expect.any(Number), owned_by: 'truss' };
  const list = { models: ['iris'], object: 'list', data: [{ id: 'iris', ...model }] };
  expect(await get(served, '/v1/models')).toEqual([200, list]);
  const ready = { id: 'iris', ...model, name: 'iris', version: '1', ready: true };
  expect(await get(served, '/v1/models/iris')).toEqual([200, ready]);
  expect(await get(served, '/v1/models/model')).toEqual([200, ready]);
  expect(await get(served, '/v1/models/iris/loaded')).toEqual([200, ready]);
  expect(await get(served, '/v1/models/iris?verbose=1')).toEqual([200, ready]);
  const predict = { name: 'predict', path: '/v1/models/iris:predict', kind: 'predict', streams: 'never' };
  const unknown = { description: null, input_schema: null, output_schema: null };
  const bodies = { takes: ['application/json'], gives: ['application/json'] };
  expect(await get(served, '/v1/models/iris/schema')).toEqual([
    200,
    {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      name: 'iris',
      version: '1',
      supports_streaming: false,
      ...unknown,
      methods: [{ ...predict, ...unknown, ...bodies }],
      examples: [],
    },
  ]);
  const head = await fetch(`${served.url}/v1/models/iris`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('several entries have their own names, and no other', async () => {
  const served = await serveEntries([modelEntry(ECHO, { name: 'a' }), modelEntry(ECHO, { name: 'b' })]);
  await served.ready;
  const body = { method: 'POST', body: '{"inputs": 1}', headers: { 'content-type': 'application/json' } };
  expect(await get(served, '/v1/models/a:predict', body)).toEqual([200, { predictions: 1 }]);
  expect(await get(served, '/v1/models/b:predict?x=1', body)).toEqual([200, { predictions: 1 }]);
  const unknown = { error: 'Model with name model does not exist; this server has a, b', code: 'MODEL_NOT_FOUND' };
  expect(await get(served, '/v1/models/model:predict', body)).toEqual([404, unknown]);
});

test.each([
  '/v1/models/llama-3-1-8b%3Apredict',
  '/v1/models/Llama-3.1-8B:predict?x',
  '/v2/models/Llama%203.1%208b/infer',
])('%s is asked as the name and the path that are meant', async (path) => {
  const served = await serveModel('class Model:\n    def predict(self, body):\n        return 1\n', {
    name: 'llama-3-1-8b',
  });
  const body = '{"inputs": [{"name": "a", "datatype": "INT64", "shape": [1], "data": [1]}]}';
  const [status] = await get(served, path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(status).toBe(200);
});

describe('what there is not', () => {
  test.each([
    ['GET', '/v1/model', 'There is no route GET /v1/model; did you mean /v1/models?'],
    ['POST', '/predict', 'There is no route POST /predict; predictions are at POST /v1/models/iris:predict'],
    [
      'POST',
      '/v1/models/iris/predict',
      'There is no route POST /v1/models/iris/predict; did you mean /v1/models/iris:predict?',
    ],
    [
      'POST',
      '/v1/models/iris:predit',
      'There is no route POST /v1/models/iris:predit; did you mean /v1/models/iris:predict?',
    ],
    ['GET', '/api/v1/models', 'There is no route GET /api/v1/models; did you mean /v1/models?'],
    // The model has no such method.
    [
      'POST',
      '/v1/chat/completion',
      'There is no route POST /v1/chat/completion; predictions are at POST /v1/models/iris:predict',
    ],
  ])('%s %s', async (method, path, error) => {
    const served = await serveModel(ECHO, { name: 'iris' });
    const init = method === 'POST' ? { method, body: '{}' } : {};
    expect(await get(served, path, init)).toEqual([404, { error, code: 'ROUTE_NOT_FOUND' }]);
  });

  test.each([
    ['/v1/v1/chat/completions', 'did you mean /v1/chat/completions?'],
    ['/chat/completions', 'did you mean /v1/chat/completions?'],
    ['/v1/embeddings/', 'chat_completions is at POST /v1/chat/completions'],
    ['/predict', 'chat_completions is at POST /v1/chat/completions'],
    ['/v1/models/chat:predit', 'chat_completions is at POST /v1/chat/completions'],
  ])('%s of a model that does not predict', async (path, hint) => {
    const served = await serveModel('class Model:\n    def chat_completions(self, body):\n        return body\n', {
      name: 'chat',
    });
    const error = `There is no route POST ${path}; ${hint}`;
    expect(await get(served, path, { method: 'POST', body: '{}' })).toEqual([404, { error, code: 'ROUTE_NOT_FOUND' }]);
  });

  test('an escape that is none is no name', async () => {
    const served = await serveModel(ECHO);
    expect(await get(served, '/v1/models/%zz')).toMatchObject([404, { code: 'MODEL_NOT_FOUND' }]);
  });

  test('another method: 405 with those that there are', async () => {
    const served = await serveModel(ECHO, { name: 'iris' });
    const wrong = await fetch(`${served.url}/v1/models/iris:predict`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await wrong.json()).toEqual({
      error: '/v1/models/iris:predict does not take GET, only POST',
      code: 'ROUTE_METHOD_NOT_ALLOWED',
    });
    const other = await fetch(`${served.url}/v1/models/iris`, { method: 'DELETE' });
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('what is no HTTP', () => {
  async function send(served: ServedModel, bytes: string): Promise<string> {
    const socket = connect(served.port, '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  }

  test('nonsense', async () => {
    const served = await serveModel(ECHO);
    const answer = await send(served, 'hello there\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/json\r\n/);
    expect(answer).toContain('"code":"REQUEST_MALFORMED"');
  });

  test('headers without an end', async () => {
    const served = await serveModel(ECHO);
    const answer = await send(served, `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toContain('431 Request Header Fields Too Large');
    expect(answer).toContain('"code":"REQUEST_HEADERS_TOO_LARGE"');
  });

  test('headers that trickle in', async () => {
    const limits = { headersTimeoutMs: 100, requestTimeoutMs: 100, timeoutCheckMs: 20 };
    const served = await serveEntries([modelEntry(ECHO)], { limits });
    const answer = await send(served, 'GET / HTTP/1.1\r\nHost:');
    expect(answer).toContain('408 Request Timeout');
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
  });
});

test('requests that are sent without waiting for answers are answered in their order', async () => {
  const served = await serveModel(ECHO);
  const socket = connect(served.port, '127.0.0.1');
  const count = 200;
  for (let index = 0; index < count; index += 1) {
    const body = `{"inputs": ${index}}`;
    const last = index === count - 1 ? 'Connection: close\r\n' : '';
    const head = `POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\n${last}Content-Length: ${body.length}\r\n\r\n`;
    socket.write(head + body);
  }
  const answers = [...(await text(socket)).matchAll(/\{"predictions":(\d+)\}/g)].map(([, number]) => Number(number));
  expect(answers).toEqual(Array.from({ length: count }, (_, index) => index));
});

test('a model that says it is ill is loaded, but not ready', async () => {
  const served = await serveModel(`
class Model:
    def load(self):
        self.well = True

    def is_healthy(self):
        return self.well

    def predict(self, request):
        self.well = request["inputs"]
`);
  expect(await get(served, '/v1/models/model')).toMatchObject([200, { ready: true }]);
  await served.predict({ inputs: false });
  await get(served, '/v1/models/model');
  expect(await get(served, '/v1/models/model')).toMatchObject([503, { ready: false, code: 'SERVER_NOT_READY' }]);
  expect(await get(served, '/v1/models/model/loaded')).toMatchObject([200, { ready: true }]);
  await served.predict({ inputs: true });
  expect(await get(served, '/v1/models/model')).toMatchObject([200, { ready: true }]);
  const told = served.log.records.map(({ message }) => String(message)).filter((message) => message.includes(' well'));
  expect(told).toEqual(['The model is not well: is_healthy says so', 'The model is well again']);
});

test('a model that is too busy to say so is well', async () => {
  const served = await serveModel(`
import time

class Model:
    def is_healthy(self):
        time.sleep(600)

    def predict(self, request):
        return 1
`);
  expect(await get(served, '/v1/models/model')).toMatchObject([200, { ready: true }]);
});

test('a model with annotations has a schema', async () => {
  const served = await serveModel(`
from pydantic import BaseModel

class Iris(BaseModel):
    inputs: list[float]

class Model:
    def predict(self, request: Iris):
        return {"predictions": request.inputs}
`);
  expect(await get(served, '/v1/models/model/schema')).toMatchObject([
    200,
    { input_schema: { properties: { inputs: { type: 'array' } } }, output_schema: null, supports_streaming: false },
  ]);
});

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, test } from 'vitest';

import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';

const ECHO = `
class Model:
    def predict(self, request):
        return {"predictions": request["inputs"]}
`;

test('a prediction is answered with what the model gave', async () => {
  const served = await serveModel(ECHO);
  const response = await served.predict({ inputs: [[1, 2.5, 'drei', null, true]] });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.text()).toBe('{"predictions":[[1,2.5,"drei",null,true]]}');
});

test('text is answered with text of the same type, and a value with JSON', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, document):
        return document if document.startswith("<") else {"length": len(document)}
`);
  const headers = { 'content-type': 'application/xml' };
  const same = await served.predict('<a/>', { headers });
  expect([same.headers.get('content-type'), await same.text()]).toEqual(['application/xml', '<a/>']);
  const value = await served.predict('abc', { headers });
  expect([value.headers.get('content-type'), await value.text()]).toEqual(['application/json', '{"length":3}']);
});

test("the request's id is echoed, or made where there is none that can be", async () => {
  const served = await serveModel(ECHO);
  const own = await served.predict({ inputs: 1 }, { headers: { 'x-request-id': 'abc-1' } });
  expect(own.headers.get('x-request-id')).toBe('abc-1');
  const made = await served.predict({ inputs: 1 });
  const unacceptable = await served.predict({ inputs: 1 }, { headers: { 'x-request-id': 'with space' } });
  const ids = [made, unacceptable].map((response) => response.headers.get('x-request-id'));
  expect(ids[0]).toMatch(/^[0-9a-f]{12}-/);
  expect(new Set([...ids, 'with space']).size).toBe(3);
});

describe('a body that cannot be used', () => {
  test('bad JSON says where it is bad', async () => {
    const served = await serveModel(ECHO);
    const response = await served.predict('{"inputs": [1, 2');
    expect(response.status).toBe(400);
    const { error, code } = (await response.json()) as { error: string; code: string };
    expect(code).toBe('REQUEST_BODY_INVALID');
    expect(error).toContain('line 1, column 17');
  });

  test('an empty one', async () => {
    const served = await serveModel(ECHO);
    const response = await served.predict('');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: 'The body of the request is empty, where a JSON document such as {"inputs": [...]} is expected',
      code: 'REQUEST_BODY_INVALID',
    });
  });

  test('one with an unknown coding: 415 that says which are known', async () => {
    const served = await serveModel(ECHO);
    const response = await served.predict('x', { headers: { 'content-encoding': 'br' } });
    expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate']);
    expect(await response.json()).toMatchObject({ code: 'REQUEST_ENCODING_UNSUPPORTED' });
  });

  test('several parts that are no form', async () => {
    const served = await serveModel(ECHO);
    const response = await served.predict('x', { headers: { 'content-type': 'multipart/mixed; boundary=a' } });
    expect(response.status).toBe(415);
  });

  test('a deadline that is no number', async () => {
    const served = await serveModel(ECHO);
    const response = await served.predict({ inputs: 1 }, { headers: { 'x-request-timeout-ms': 'soon' } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'REQUEST_HEADER_INVALID' });
  });
});

describe('a body that is too large', () => {
  const options = { runtime: { max_body: 1000 } };

  test('is refused before it was read, where its length was announced', async () => {
    const served = await serveModel(ECHO, options);
    const socket = connect(served.port, '127.0.0.1');
    socket.write('POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n{"in');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 413 Payload Too Large\r\n/);
    expect(answer).toContain('Connection: close');
    expect(answer).toContain(
      '{"error":"The body of the request is larger than 1000 bytes","code":"REQUEST_TOO_LARGE"}',
    );
  });

  test('is refused when it turns out to be', async () => {
    const served = await serveModel(ECHO, options);
    const body = new Blob(['x'.repeat(100_000)]).stream();
    const response = await served.predict('', { body, duplex: 'half' });
    expect(response.status).toBe(413);
    expect((await served.predict({ inputs: 1 })).status).toBe(200);
  });

  test('is not asked for with "100 Continue"', async () => {
    const served = await serveModel(ECHO, options);
    const socket = connect(served.port, '127.0.0.1');
    const head = 'POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ';
    socket.write(`${head}5000\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 413 /);
    const patient = connect(served.port, '127.0.0.1');
    patient.write(`${head}13\r\nConnection: close\r\n\r\n`);
    patient.once('data', () => patient.write('{"inputs": 1}'));
    expect(await text(patient)).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
  });

  test('is not told to go on over HTTP/1.0, which knows no such answer', async () => {
    const served = await serveModel(ECHO, options);
    const socket = connect(served.port, '127.0.0.1');
    const head = 'POST /v1/models/model:predict HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 13';
    socket.write(`${head}\r\n\r\n{"inputs": 1}`);
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200 OK/);
  });

  test('one at the limit is taken', async () => {
    const served = await serveModel(ECHO, options);
    const body = JSON.stringify({ inputs: 'x'.repeat(1000 - '{"inputs":""}'.length) });
    expect(body.length).toBe(1000);
    expect((await served.predict(body)).status).toBe(200);
    expect((await served.predict(`${body} `)).status).toBe(413);
  });
});

test('a large body comes back whole, in however many pieces it came', async () => {
  const served = await serveModel(ECHO);
  const inputs = Array.from({ length: 300_000 }, (_, index) => index);
  const response = await served.predict({ inputs });
  expect(await response.json()).toEqual({ predictions: inputs });
});

describe('a model that fails', () => {
  const model = `
import sys

class Model:
    def predict(self, request):
        what = request["inputs"]
        if what == "raise":
            raise ValueError("no such iris")
        if what == "exit":
            sys.exit(3)
        if what == "unencodable":
            return {"predictions": [object()]}
        return {"predictions": what}
`;

  test('raises: 500, and the traceback stays in the log', async () => {
    const served = await serveModel(model);
    const response = await served.predict({ inputs: 'raise' });
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code: 'MODEL_RAISED' });
    expect(body).not.toContain('Traceback');
    expect(body).not.toContain('model.py');
    const line = served.log.records.find((record) => record['code'] === 'MODEL_RAISED');
    expect(line?.['traceback']).toContain('raise ValueError("no such iris")');
  });

  test('with --dev clients see the traceback', async () => {
    const served = await serveEntries([modelEntry(model)], { dev: true });
    await served.ready;
    const response = await served.predict({ inputs: 'raise' });
    expect(response.status).toBe(500);
    const body = (await response.json()) as { exception: { type: string; traceback: string } };
    expect(body.exception.type).toContain('ValueError');
    expect(body.exception.traceback).toContain('raise ValueError("no such iris")');
  });

  test('gives what cannot be encoded: 500 that names the place', async () => {
    const served = await serveModel(model);
    const response = await served.predict({ inputs: 'unencodable' });
    expect(response.status).toBe(500);
    const { error, code } = (await response.json()) as { error: string; code: string };
    expect(code).toBe('RESULT_NOT_ENCODABLE');
    expect(error).toContain('predictions[0]');
  });

  test('calls sys.exit: that request fails, the next one does not', async () => {
    const served = await serveModel(model);
    const response = await served.predict({ inputs: 'exit' });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'MODEL_EXITED' });
    expect(await (await served.predict({ inputs: 7 })).json()).toEqual({ predictions: 7 });
  });
});

test('a model that needs the request sees it', async () => {
  const served = await serveModel(`
from truss import Request

class Model:
    def predict(self, request: Request):
        return {"path": request.url.path, "header": request.headers["x-mine"]}
`);
  const response = await served.predict({ inputs: 1 }, { headers: { 'x-mine': 'yes' } });
  expect(await response.json()).toEqual({ path: '/v1/models/model:predict', header: 'yes' });
});

test('a status and headers that the model chose are sent, as far as they are its own', async () => {
  const served = await serveModel(`
from truss import HTTPError, Response

class Model:
    def predict(self, request):
        if request["inputs"] == "teapot":
            raise HTTPError(418, {"short": "stout"}, headers={"X-Pot": "tea", "Connection": "upgrade"})
        if request["inputs"] == "nothing":
            raise HTTPError(204)
        return Response(b"a,b", status_code=203, headers={"X-Mine": "1", "Content-Length": "999"}, media_type="text/csv")
`);
  const response = await served.predict({ inputs: 1 });
  expect(response.status).toBe(203);
  expect(response.headers.get('x-mine')).toBe('1');
  expect(response.headers.get('content-type')).toContain('text/csv');
  expect(await response.text()).toBe('a,b');
  const teapot = await served.predict({ inputs: 'teapot' });
  expect(teapot.status).toBe(418);
  expect(await teapot.json()).toMatchObject({ error: { short: 'stout' } });
  expect([teapot.headers.get('x-pot'), teapot.headers.get('connection')]).toEqual(['tea', 'keep-alive']);
  const nothing = await served.predict({ inputs: 'nothing' });
  expect([nothing.status, nothing.headers.get('content-length'), await nothing.text()]).toEqual([204, null, '']);
});

test('bodies that would take too much memory together are refused, and their room is given back', async () => {
  const model = `
import os, time

class Model:
    def predict(self, request):
        while not os.path.exists("go"):
            time.sleep(0.002)
        return len(request["inputs"])
`;
  const limits = { maxHeldBodyBytes: 1_000_000 };
  const served = await serveEntries([modelEntry(model)], { limits });
  await served.ready;
  const large = { inputs: 'x'.repeat(600_000) };
  const both = [served.predict(large), served.predict(large)];
  const refused = await Promise.race(both);
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'SERVER_BUSY' });
  writeFileSync(path.join(served.directory, 'go'), '');
  const statuses = await Promise.all(both.map(async (answer) => (await answer).status));
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 429]);
  expect(await (await served.predict(large)).json()).toBe(600_000);
});

test('hundreds of connections at once', async () => {
  const served = await serveModel(ECHO);
  const agent = new Agent({ keepAlive: true });
  const ask = async (inputs: number): Promise<string> => {
    const sent = request(`${served.url}/v1/models/model:predict`, { method: 'POST', agent });
    sent.end(JSON.stringify({ inputs }));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return text(response);
  };
  const numbers = Array.from({ length: 500 }, (_, index) => index);
  expect(await Promise.all(numbers.map(ask))).toEqual(numbers.map((number) => `{"predictions":${number}}`));
  agent.destroy();
});

test('a program is told which values do not fit, one by one', async () => {
  const served = await serveModel(`
from dataclasses import dataclass

@dataclass
class Order:
    name: str
    counts: list[int]

class Model:
    def predict(self, order: Order):
        return order

    def completions(self, order: Order):
        return order
`);
  const body = JSON.stringify({ name: 'a', counts: [1, 'x'] });
  const message = 'Input should be a valid integer';
  const [plain, v2, openAi] = await Promise.all(
    ['/v1/models/model:predict', '/invocations', '/v1/completions'].map(async (route) => {
      const response = await fetch(served.url + route, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      return [response.status, await response.json()];
    }),
  );
  const details = [{ path: ['counts', 1], message }];
  expect(plain).toMatchObject([
    400,
    { error: expect.stringContaining(message), code: 'REQUEST_INPUT_INVALID', details },
  ]);
  expect(v2).toMatchObject([400, { details }]);
  expect(openAi).toMatchObject([400, { error: { param: 'counts.1' } }]);
});

test('rows go out as the table that a client accepts', async () => {
  const served = await serveModel('class Model:\n    def predict(self, body):\n        return [[1, 2], [3, 4]]');
  const told = async (accept: string): Promise<[string | null, string]> => {
    const response = await served.predict({}, { headers: { accept } });
    return [response.headers.get('content-type'), await response.text()];
  };
  expect(await told('text/csv')).toEqual(['text/csv', '1,2\n3,4\n']);
  expect(await told('*/*')).toEqual(['application/json', '[[1,2],[3,4]]']);
});

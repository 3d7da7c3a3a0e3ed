import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';

const ECHO = `
class Model:
    def predict(self, body):
        return dict(body)
`;

async function ask(served: ServedModel, route: string, init?: RequestInit): Promise<[number, unknown]> {
  const response = await fetch(served.url + route, init);
  expect(response.headers.get('content-type')).toBe('application/json');
  return [response.status, await response.json()];
}

/** A request of one tensor, in JSON. */
function inferOf(data: unknown[], headers: Readonly<Record<string, string>> = {}): RequestInit {
  const inputs = [{ name: 'x', shape: [data.length], datatype: 'INT64', data }];
  const body = JSON.stringify({ inputs });
  return { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
}

describe('infer', () => {
  test('64-bit integers stay whole, and the request has a name', async () => {
    const served = await serveModel(ECHO, { name: 'iris' });
    const body =
      '{"id": "mine", "inputs": [{"name": "x", "shape": [1], "datatype": "INT64", "data": [9007199254740993]}]}';
    const response = await fetch(`${served.url}/v2/models/iris/infer`, { method: 'POST', body: new Blob([body]) });
    expect(response.headers.get('content-type')).toBe('application/json');
    const text = await response.text();
    expect(text).toContain('"data":[9007199254740993]');
    expect(JSON.parse(text)).toMatchObject({ model_name: 'iris', model_version: '1', id: 'mine' });
  });

  test('without an id the answer has the one of the header', async () => {
    const served = await serveModel(ECHO);
    const named = inferOf([1], { 'x-request-id': 'r-1' });
    expect(await ask(served, '/v2/models/model/versions/1/infer', named)).toMatchObject([200, { id: 'r-1' }]);
  });

  test('raw tensors come back behind the JSON', async () => {
    const served = await serveModel(ECHO);
    const tensor = '{"name":"x","shape":[2],"datatype":"FP16","parameters":{"binary_data_size":4}}';
    const json = `{"parameters":{"binary_data_output":true},"inputs":[${tensor}]}`;
    const raw = new Uint8Array([0, 0x3c, 0, 0x7e]);
    const headers = { 'inference-header-content-length': String(json.length) };
    const init = { method: 'POST', body: new Blob([json, raw]), headers };
    const response = await fetch(`${served.url}/v2/models/model/infer`, init);
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
    const bytes = Buffer.from(await response.arrayBuffer());
    const jsonBytes = Number(response.headers.get('inference-header-content-length'));
    expect(JSON.parse(bytes.toString('utf8', 0, jsonBytes))).toMatchObject({
      outputs: [{ name: 'x', datatype: 'FP16' }],
    });
    expect([...bytes.subarray(jsonBytes)]).toEqual([...raw]);
  });

  test.each([
    ['-1', 'The header Inference-Header-Content-Length is "-1", where a number of bytes from 0 to 2'],
    ['3', 'The header Inference-Header-Content-Length is "3", where a number of bytes from 0 to 2'],
    ['soon', 'The header Inference-Header-Content-Length is "soon"'],
  ])('a JSON of %s bytes', async (length, error) => {
    const served = await serveModel(ECHO);
    const headers = { 'inference-header-content-length': length };
    const [status, body] = await ask(served, '/v2/models/model/infer', {
      method: 'POST',
      body: '{}',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect([status, body]).toMatchObject([
      400,
      { code: 'REQUEST_HEADER_INVALID', error: expect.stringContaining(error) },
    ]);
  });

  test('a body of another type', async () => {
    const served = await serveModel(ECHO);
    const init = { method: 'POST', body: 'x', headers: { 'content-type': 'text/csv' } };
    expect(await ask(served, '/v2/models/model/infer', init)).toMatchObject([
      415,
      { code: 'REQUEST_ENCODING_UNSUPPORTED' },
    ]);
  });

  test("a model's own error has a string, whatever the model says", async () => {
    const served = await serveModel(`
from truss import HTTPError

class Model:
    def predict(self, body):
        raise HTTPError(418, {"short": "stout"})
`);
    const [status, body] = await ask(served, '/v2/models/model/infer', inferOf([1]));
    expect([status, body]).toMatchObject([418, { error: '{"short":"stout"}' }]);
  });
});

const JSON_TYPE = { 'content-type': 'application/json' };

test('what is not as the signature declares it is refused before the model is asked', async () => {
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }] as const;
  const model = 'class Model:\n    def predict(self, body):\n        return body["x"]';
  const served = await serveModel(model, { config: { signature: { inputs: [...inputs], outputs: [] } } });
  const infer = (...tensors: object[]): Promise<unknown> =>
    ask(served, '/v2/models/model/infer', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ inputs: tensors }),
    });
  const misfit = (words: string): unknown[] => [400, { error: expect.stringContaining(words) }];
  const given = { name: 'x', datatype: 'FP32', shape: [1, 2], data: [1, 2] };
  expect(await infer(given)).toMatchObject([200, { outputs: [{ data: [1, 2] }] }]);
  expect(await infer()).toMatchObject(misfit("Input 'x' (FP32 [-1, 2]) is missing"));
  expect(await infer({ ...given, name: 'y' })).toMatchObject(misfit("Input 'x' (FP32 [-1, 2]) is missing"));
  expect(await infer({ ...given, datatype: 'INT64' })).toMatchObject(misfit("Input 'x' is of INT64"));
  expect(await infer({ ...given, shape: [2] })).toMatchObject(misfit("Input 'x' has the shape [2]"));
});

test('the parameter timeout of a request ends it in time', async () => {
  const model = `
import time

class Model:
    def predict(self, body):
        while body["x"][0]:
            time.sleep(0.01)
        return body["x"]
`;
  const served = await serveModel(model);
  const infer = (timeout: unknown, x: number): Promise<unknown> => {
    const inputs = [{ name: 'x', datatype: 'INT8', shape: [1], data: [x] }];
    const body = JSON.stringify({ inputs, parameters: { other: '"timeout"', timeout } });
    return ask(served, '/v2/models/model/infer', { method: 'POST', headers: JSON_TYPE, body });
  };
  expect(await infer(60_000_000, 0)).toMatchObject([200, {}]);
  expect(await infer(0, 0)).toMatchObject([200, {}]);
  expect(await infer('soon', 0)).toMatchObject([
    400,
    { error: expect.stringContaining('The parameter timeout is soon') },
  ]);
  expect(await infer(200_000, 1)).toMatchObject([504, { error: expect.any(String) }]);
});

describe('what is told of the server', () => {
  test('while models load, and when one of them is broken', async () => {
    const gated = `
import os, time

class Model:
    def load(self):
        while not os.path.exists("go"):
            time.sleep(0.002)

    def predict(self, body):
        return body
`;
    const served = await serveEntries([modelEntry(gated, { name: 'a' })]);
    expect(await ask(served, '/v2/health/live')).toEqual([200, { live: true }]);
    expect(await ask(served, '/v2/health/ready')).toEqual([503, { ready: false }]);
    expect(await ask(served, '/v2/models/a/ready')).toEqual([503, { name: 'a', ready: false }]);
    const index = { method: 'POST', body: '{"ready": true}' };
    expect(await ask(served, '/v2/repository/index', index)).toEqual([200, []]);
    const loading = { name: 'a', version: '1', state: 'UNAVAILABLE', reason: 'it is loading' };
    expect(await ask(served, '/v2/repository/index', { method: 'POST' })).toEqual([200, [loading]]);
    writeFileSync(path.join(served.directory, 'go'), '');
    await served.ready;
    expect(await ask(served, '/v2/health/ready')).toEqual([200, { ready: true }]);
    expect(await ask(served, '/v2/models/a/versions/1/ready')).toEqual([200, { name: 'a', ready: true }]);
    expect(await ask(served, '/v2/repository/index', index)).toMatchObject([200, [{ name: 'a', state: 'READY' }]]);
  });

  test('its models', async () => {
    const served = await serveEntries([modelEntry(ECHO, { name: 'a' }), modelEntry(ECHO, { name: 'b' })]);
    expect(await ask(served, '/v2/models')).toEqual([200, { models: ['a', 'b'] }]);
    expect(await ask(served, '/v2')).toMatchObject([
      200,
      { name: 'truss', version: expect.stringMatching(/^\d+\.\d+/) },
    ]);
  });

  test('an index that is asked for with nonsense', async () => {
    const served = await serveModel(ECHO);
    for (const body of ['[', '7', 'null']) {
      expect(await ask(served, '/v2/repository/index', { method: 'POST', body })).toMatchObject([
        400,
        { code: 'REQUEST_BODY_INVALID' },
      ]);
    }
    const large = { method: 'POST', body: ' '.repeat(5000) };
    expect(await ask(served, '/v2/repository/index', large)).toMatchObject([413, { code: 'REQUEST_TOO_LARGE' }]);
  });
});

test('what becomes of requests is counted, of whichever protocol they are', async () => {
  const served = await serveModel(
    `
class Model:
    def predict(self, body):
        if body["inputs"] == "raise":
            raise ValueError()
        return body["inputs"]
`,
    { name: 'iris' },
  );
  await served.predict({ inputs: 1 });
  await served.predict({ inputs: 'raise' });
  await served.predict('no JSON');
  await ask(served, '/v2/models/model/infer', inferOf([1]));
  const [, body] = await ask(served, '/v2/models/stats');
  expect(body).toMatchObject({
    model_stats: [
      {
        name: 'iris',
        version: '1',
        inference_count: 2,
        execution_count: 2,
        inference_stats: {
          success: { count: 2 },
          fail: { count: 2 },
          queue: { count: 2 },
          compute_infer: { count: 2 },
        },
      },
    ],
  });
});

describe('what there is not', () => {
  test.each([
    ['GET', '/v2/models/nobody', 404, 'Model with name nobody does not exist; this server has echo'],
    ['POST', '/v2/models/nobody/infer', 404, 'Model with name nobody does not exist; this server has echo'],
    ['GET', '/v2/models/model/versions/2', 404, 'Model echo has no version 2, only 1'],
    ['POST', '/v2/models/model/versions/2/infer', 404, 'Model echo has no version 2, only 1'],
    ['GET', '/v2/models/model/infer', 405, '/v2/models/model/infer does not take GET, only POST'],
    ['POST', '/v2/models/model/load', 404, 'There is no route POST /v2/models/model/load'],
  ])('%s %s', async (method, route, status, error) => {
    const served = await serveModel(ECHO);
    const init = method === 'POST' ? inferOf([1]) : {};
    expect(await ask(served, route, init)).toMatchObject([status, { error: expect.stringContaining(error) }]);
  });
});

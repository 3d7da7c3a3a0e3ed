// What MLflow's clients and SageMaker send.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';

const ECHO = `
class Model:
    def predict(self, body):
        return body["inputs"]
`;

const ROWS = [
  { a: 1, b: 'x' },
  { a: 2, b: 'y' },
];

async function invoke(url: string, body: string, contentType = 'application/json'): Promise<[number, unknown]> {
  const headers = { 'content-type': contentType, 'x-amzn-sagemaker-custom-attributes': 'trace=1' };
  const response = await fetch(`${url}/invocations`, { method: 'POST', body, headers });
  return [response.status, await response.json()];
}

test('each form of an MLflow client', async () => {
  const { url } = await serveModel(ECHO);
  const split = {
    dataframe_split: {
      columns: ['a', 'b'],
      index: [0, 1],
      data: [
        [1, 'x'],
        [2, 'y'],
      ],
    },
  };
  const forms = [split, { dataframe_records: ROWS }, { instances: ROWS }, { inputs: ROWS }];
  const answers = await Promise.all(forms.map((form) => invoke(url, JSON.stringify(form))));
  expect(answers).toEqual(forms.map(() => [200, { predictions: ROWS }]));
});

test('a table of comma-separated values', async () => {
  const { url } = await serveModel(ECHO);
  const [status, answer] = await invoke(url, 'a,b\n1,x\n2,y\n', 'text/csv; charset=utf-8');
  expect([status, answer]).toEqual([200, { predictions: ROWS }]);
});

test('an answer in the form that is accepted', async () => {
  const { url } = await serveModel('class Model:\n    def predict(self, body):\n        return [1.5, 2]');
  const ask = async (accept: string): Promise<[string | null, string]> => {
    const headers = { 'content-type': 'text/csv', accept };
    const response = await fetch(`${url}/invocations`, { method: 'POST', body: '1,2\n', headers });
    return [response.headers.get('content-type'), await response.text()];
  };
  expect(await ask('text/csv')).toEqual(['text/csv', '1.5\n2\n']);
  expect(await ask('application/jsonlines')).toEqual([
    'application/jsonlines',
    '{"predictions":1.5}\n{"predictions":2}\n',
  ]);
  expect(await ask('text/csv, application/json')).toEqual(['application/json', '{"predictions":[1.5,2]}']);
});

test('bytes of which a client knows nothing are no msgpack', async () => {
  const { url } = await serveModel(
    'class Model:\n    def predict(self, body):\n        return [len(body), body.content_type]',
  );
  const headers = { 'content-type': 'application/octet-stream' };
  const response = await fetch(`${url}/invocations`, { method: 'POST', body: '\u{1}abc', headers });
  expect(await response.json()).toEqual([4, 'application/octet-stream']);
});

test('errors are those of a prediction', async () => {
  const { url } = await serveModel(ECHO);
  const [status, answer] = await invoke(url, '{"inputs": ');
  expect(status).toBe(400);
  expect(answer).toMatchObject({ error: expect.any(String), code: 'REQUEST_BODY_INVALID' });
});

test('a ping is answered when every model is ready', async () => {
  const slow = `
import os, time

class Model:
    def load(self):
        while not os.path.exists("go"):
            time.sleep(0.002)

    def predict(self, body):
        return body
`;
  const entries = [modelEntry(ECHO, { name: 'a' }), modelEntry(slow, { name: 'b' })];
  const served = await serveEntries(entries);
  const loading = await fetch(`${served.url}/ping`);
  expect([loading.status, await loading.json()]).toMatchObject([503, { code: 'SERVER_NOT_READY' }]);
  writeFileSync(path.join(entries[1]?.directory ?? '', 'go'), '');
  await served.ready;
  expect((await fetch(`${served.url}/ping`)).status).toBe(200);
  expect(await invoke(served.url, '{"inputs": []}')).toMatchObject([404, { code: 'MODEL_NOT_FOUND' }]);
});

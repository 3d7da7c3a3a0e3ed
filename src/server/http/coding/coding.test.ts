// Codings through a whole server.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

import { expect, test, vi } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';

const ECHO = `
class Model:
    def predict(self, body):
        return {"predictions": body["inputs"]}
`;

const V2_BODY = JSON.stringify({
  inputs: [{ name: 'x', shape: [1000], datatype: 'INT64', data: Array(1000).fill(7) }],
});

/** Sends a body as it is, and gives the answer as it is. */
async function ask(
  served: ServedModel,
  route: string,
  { body, headers }: { body: Buffer | string; headers: Record<string, string> },
): Promise<{ head: IncomingMessage; bytes: Buffer }> {
  const sent = request(served.url + route, { method: 'POST', headers });
  sent.end(body);
  const [head] = (await once(sent, 'response')) as [IncomingMessage];
  return { head, bytes: await buffer(head) };
}

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
] as const)('a body in %s', async (coding, compress) => {
  const served = await serveModel(ECHO);
  const body = compress(Buffer.from('{"inputs": [1, 2]}'));
  const response = await ask(served, '/v1/models/model:predict', { body, headers: { 'content-encoding': coding } });
  expect([response.head.statusCode, response.bytes.toString()]).toEqual([200, '{"predictions":[1,2]}']);
});

test('a body that is not what it says', async () => {
  const served = await serveModel(ECHO);
  const response = await served.predict({ inputs: 1 }, { headers: { 'content-encoding': 'gzip' } });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'The body of the request is not what its Content-Encoding says: it cannot be decompressed',
    code: 'REQUEST_BODY_INVALID',
  });
});

test('what a body is inflated to takes of the memory set apart for bodies, and gives it back', async () => {
  const limits = { maxHeldBodyBytes: 1_000_000 };
  const served = await serveEntries([modelEntry(ECHO)], { limits });
  await served.ready;
  const headers = { 'content-encoding': 'gzip' };
  const route = '/v1/models/model:predict';
  const large = gzipSync(JSON.stringify({ inputs: 'x'.repeat(1_000_000) }));
  expect((await ask(served, route, { body: large, headers })).head.statusCode).toBe(429);
  const fitting = gzipSync(JSON.stringify({ inputs: 'x'.repeat(900_000) }));
  for (let round = 0; round < 3; round += 1) {
    expect((await ask(served, route, { body: fitting, headers })).head.statusCode).toBe(200);
  }
});

test.each([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
] as const)('an answer of V2 in %s', async (coding, decompress) => {
  const served = await serveModel('class Model:\n    def predict(self, body):\n        return dict(body)\n');
  const headers = { 'accept-encoding': coding };
  const { head, bytes } = await ask(served, '/v2/models/model/infer', { body: V2_BODY, headers });
  expect([head.statusCode, head.headers['content-encoding']]).toEqual([200, coding]);
  expect(head.headers['content-length']).toBe(String(bytes.length));
  expect(JSON.parse(decompress(bytes).toString())).toMatchObject({ outputs: [{ name: 'x', shape: [1000] }] });
});

const SAME = 'class Model:\n    def predict(self, body):\n        return body\n';

test.each([
  ['JSON', 'application/json', '{"inputs": "', '"}'],
  ['text', 'text/plain', 'x', 'y'],
])('an answer of V1 in %s, from a size up', async (_, type, before, after) => {
  const served = await serveModel(SAME);
  const answerTo = async (length: number, coding: string | undefined): Promise<[string | undefined, string]> => {
    const body = `${before}${'x'.repeat(length)}${after}`;
    const headers = { 'content-type': type, ...(coding !== undefined && { 'accept-encoding': coding }) };
    const { head, bytes } = await ask(served, '/v1/models/model:predict', { body, headers });
    const coded = head.headers['content-encoding'];
    expect(head.headers['content-length']).toBe(String(bytes.length));
    return [coded, (coded === 'gzip' ? gunzipSync(bytes) : bytes).toString()];
  };
  const long = `${before}${'x'.repeat(10_000)}${after}`.replace(': ', ':');
  expect(await answerTo(10_000, 'gzip, deflate')).toEqual(['gzip', long]);
  expect(await answerTo(10_000, undefined)).toEqual([undefined, long]);
  expect((await answerTo(1000, 'gzip, deflate'))[0]).toBeUndefined();
});

test('an image is sent as it is', async () => {
  const served = await serveModel(SAME);
  const headers = { 'content-type': 'image/x-tiny', 'accept-encoding': 'gzip' };
  const { head } = await ask(served, '/v1/models/model:predict', { body: 'x'.repeat(10_000), headers });
  expect(head.headers['content-encoding']).toBeUndefined();
});

test('a model may send what it has compressed itself', async () => {
  const served = await serveModel(`
import gzip
from truss import Response

class Model:
    def predict(self, body):
        return Response(gzip.compress(b"a,b" * 100_000, 0), headers={"Content-Encoding": "gzip"}, media_type="text/csv")
`);
  const response = await served.predict({ inputs: 1 });
  expect(await response.text()).toBe('a,b'.repeat(100_000));
});

test('clients that leave while their bodies are inflated take no memory with them', async () => {
  const limits = { maxHeldBodyBytes: 20_000_000 };
  const served = await serveEntries([modelEntry(ECHO)], { limits });
  await served.ready;
  const body = gzipSync(JSON.stringify({ inputs: 'x'.repeat(15_000_000) }));
  const leave = async (): Promise<void> => {
    const head = `POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}`;
    const socket = connect(served.port, '127.0.0.1');
    await new Promise((sent) => socket.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]), sent));
    socket.destroy();
    await once(socket, 'close');
  };
  for (let round = 0; round < 10; round += 1) await leave();
  const headers = { 'content-encoding': 'gzip' };
  const statusNow = async (): Promise<unknown> =>
    (await ask(served, '/v1/models/model:predict', { body, headers })).head.statusCode;
  await vi.waitFor(async () => expect(await statusNow()).toBe(200), { timeout: 20_000, interval: 50 });
});

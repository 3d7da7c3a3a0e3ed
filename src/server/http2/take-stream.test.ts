import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { connect, constants } from 'node:http2';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { expect, onTestFinished, test } from 'vitest';

import { grpcClient } from '../../../test/support/grpc-client.ts';
import type { ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../test/support/served-model.ts';
import { GRPCInferenceService as Inference } from '../../core/protocols/generated/inference/grpc_service_pb.js';

const MODEL = `
import asyncio, pathlib

class Model:
    async def predict(self, request):
        if request == "left":
            pathlib.Path("begun").touch()
            try:
                await asyncio.sleep(600)
            finally:
                pathlib.Path("left").touch()
        if request == "broken":
            return self.broken()
        return self.stream() if request == "stream" else request

    async def broken(self):
        yield "one"
        raise RuntimeError("broken")

    async def stream(self):
        yield "one "
        while not pathlib.Path("go").exists():
            await asyncio.sleep(0.01)
        yield "two"
`;
const PREDICT = '/v1/models/echo:predict';

function session({ port }: ServedModel): ClientHttp2Session {
  const made = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => made.destroy());
  return made;
}

async function heads(stream: ClientHttp2Stream): Promise<IncomingHttpHeaders> {
  const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
  return headers;
}

async function ask(
  client: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<{ headers: IncomingHttpHeaders; body: string }> {
  const stream = client.request(headers, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  return { headers: await heads(stream), body: await text(stream) };
}

async function predict(
  client: ClientHttp2Session,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): Promise<unknown> {
  const answer = await ask(client, { ':method': 'POST', ':path': PREDICT, ...headers }, JSON.stringify(value));
  return JSON.parse(answer.body);
}

test('a request is answered as over HTTP/1.1, beside gRPC', async () => {
  const served = await serveModel(MODEL);
  const client = session(served);
  const { headers, body } = await ask(client, { ':path': '/v1/models' });
  expect(headers).toMatchObject({ ':status': 200, 'content-type': expect.stringContaining('json') as string });
  expect(headers).not.toHaveProperty('connection');
  expect(headers).not.toHaveProperty('transfer-encoding');
  expect(body).toBe(await (await fetch(`${served.url}/v1/models`)).text());
  const asked = Array.from({ length: 50 }, (_, index) => predict(client, { index }));
  expect(await Promise.all(asked)).toEqual(asked.map((_, index) => ({ index })));
  expect(await grpcClient(served.port).call(Inference.method.serverLive, {})).toMatchObject({ live: true });
});

test('bodies of every length go both ways', async () => {
  const served = await serveModel(MODEL);
  const client = session(served);
  for (const length of [0, 1, 16_384, 65_536, 3_000_000]) {
    const value = 'x'.repeat(length);
    expect(await predict(client, value)).toBe(value);
    const known = { 'content-length': Buffer.byteLength(JSON.stringify(value)) };
    expect(await predict(client, value, known)).toBe(value);
  }
});

test('a request without a body, and an answer without one', async () => {
  const client = session(await serveModel(MODEL));
  const empty = await ask(client, { ':method': 'POST', ':path': PREDICT });
  expect(empty.headers[':status']).toBe(400);
  const head = await ask(client, { ':method': 'HEAD', ':path': '/v1/models' });
  expect([head.headers[':status'], head.body]).toEqual([200, '']);
  expect(Number(head.headers['content-length'])).toBeGreaterThan(10);
});

test('a stream comes as it is made', async () => {
  const served = await serveModel(MODEL);
  const stream = session(served).request({ ':method': 'POST', ':path': PREDICT });
  stream.end('"stream"');
  await heads(stream);
  const [first] = (await once(stream, 'data')) as [Buffer];
  expect(first.toString()).toBe('one ');
  writeFileSync(path.join(served.directory, 'go'), '');
  expect((await buffer(stream)).toString()).toBe('two');
});

test('who resets a stream has left', async () => {
  const served = await serveModel(MODEL);
  const client = session(served);
  const stream = client.request({ ':method': 'POST', ':path': PREDICT });
  stream.on('error', () => {});
  stream.end('"left"');
  // One that waits in the queue would be dropped without a word to the model.
  await expect.poll(() => existsSync(path.join(served.directory, 'begun'))).toBe(true);
  stream.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => existsSync(path.join(served.directory, 'left'))).toBe(true);
  expect(await predict(client, 1)).toBe(1);
});

test('an upload that is refused is answered before its end', async () => {
  const limits = { limits: { maxHeldBodyBytes: 1000 } };
  const served = await serveEntries([modelEntry(MODEL)], limits);
  await served.ready;
  const client = session(served);
  const stream = client.request({ ':method': 'POST', ':path': '/v1/models/none:predict' });
  stream.on('error', () => {});
  stream.write('{');
  expect((await heads(stream))[':status']).toBe(404);
  expect(await text(stream)).toContain('MODEL_NOT_FOUND');
  expect(await predict(client, 1)).toBe(1);
});

test('100 Continue is given to who waits for it', async () => {
  const client = session(await serveModel(MODEL));
  const stream = client.request({ ':method': 'POST', ':path': PREDICT, expect: '100-continue' });
  await once(stream, 'continue');
  stream.end('5');
  expect(await text(stream)).toBe('5');
});

test('a method that nobody knows is refused, and so is a tunnel', async () => {
  const client = session(await serveModel(MODEL));
  const unknown = await ask(client, { ':method': 'BREW', ':path': '/' });
  expect([unknown.headers[':status'], unknown.body]).toEqual([400, expect.stringContaining('REQUEST_MALFORMED')]);
  const tunnel = client.request({ ':method': 'CONNECT', ':authority': 'example.org:443' }, { endStream: true });
  expect((await heads(tunnel))[':status']).toBe(400);
  expect(await text(tunnel)).toContain('CONNECT is not served');
});

test('a path that is none in HTTP/1.1 is none here', async () => {
  const { headers } = await ask(session(await serveModel(MODEL)), { ':path': '/\u00e4' });
  expect(headers[':status']).toBe(400);
});

test('two hosts are none', async () => {
  const served = await serveModel(MODEL);
  const { headers } = await ask(session(served), { ':path': '/v1/models', ':authority': 'a', host: 'b' });
  expect(headers[':status']).toBe(400);
});

test('on the port of gRPC alone it is refused', async () => {
  const served = await serveEntries([modelEntry(MODEL)], { grpcPort: 0 });
  const client = session({ ...served, port: served.grpcPort ?? 0 });
  expect((await ask(client, { ':path': '/v1/models' })).headers[':status']).toBe(415);
});

test('curl asks with prior knowledge, and by an upgrade', async () => {
  const { url } = await serveModel(MODEL);
  for (const [option, version] of [
    ['--http2-prior-knowledge', '2'],
    ['--http2', '1.1'],
  ] as const) {
    const form = ['-s', option, '-d', '{"a": 1}', '-w', ' %{http_version} %{http_code}', `${url}${PREDICT}`];
    const { stdout } = await promisify(execFile)('curl', form);
    expect(stdout).toBe(`{"a":1} ${version} 200`);
  }
});

test('an answer that cannot go on ends with an error', async () => {
  const served = await serveModel(MODEL);
  const stream = session(served).request({ ':method': 'POST', ':path': PREDICT });
  const failed = once(stream, 'error');
  stream.end('"broken"');
  await heads(stream);
  expect(String((await failed)[0])).toContain('INTERNAL_ERROR');
});

test('an answer that breaks off has no end', async () => {
  const client = session(await serveModel(MODEL));
  const answers = Array.from({ length: 20 }, async () => {
    const stream = client.request({ ':method': 'POST', ':path': PREDICT, 'content-type': 'application/json' });
    let hasEnded = false;
    stream.once('end', () => (hasEnded = true)).once('error', () => {});
    stream.resume().end('"broken"');
    await new Promise((resolve) => stream.once('close', resolve));
    return { hasEnded, code: stream.rstCode };
  });
  const brokenOff = { hasEnded: false, code: constants.NGHTTP2_INTERNAL_ERROR };
  expect(await Promise.all(answers)).toEqual(answers.map(() => brokenOff));
});

test('what was accepted is answered while the server drains', async () => {
  const served = await serveModel(MODEL);
  const stream = session(served).request({ ':method': 'POST', ':path': PREDICT });
  stream.end('"stream"');
  await heads(stream);
  const drained = served.drain();
  writeFileSync(path.join(served.directory, 'go'), '');
  expect((await buffer(stream)).toString()).toBe('one two');
  await drained;
});

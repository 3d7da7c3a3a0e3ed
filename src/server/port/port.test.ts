import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http2';
import { connect as connectHttp2, constants } from 'node:http2';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';

import { create, toBinary } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { describe, expect, onTestFinished, test } from 'vitest';

import { grpcClient } from '../../../test/support/grpc-client.ts';
import type { ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../test/support/served-model.ts';
import {
  GRPCInferenceService as Inference,
  ModelInferRequestSchema,
} from '../../core/protocols/generated/inference/grpc_service_pb.js';

const MODEL = 'class Model:\n    def predict(self, request):\n        return {"y": request["x"]}\n';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const GET = Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');

/** A frame of HTTP/2. */
function frame(type: number, payload: Buffer, { flags = 0, stream = 0 } = {}): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const SETTINGS = 4;
const PING = 6;
const RST_STREAM = 3;
const HEADERS = 1;

async function open(served: ServedModel): Promise<Socket> {
  const socket = connect(served.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  // A server that ends a connection which still sends resets it.
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

async function lives(served: ServedModel): Promise<void> {
  expect(await grpcClient(served.port).call(Inference.method.serverLive, {})).toMatchObject({ live: true });
  expect((await fetch(served.url)).status).toBe(200);
}

describe('what a connection speaks is known', () => {
  test('with the first bytes in any pieces', async () => {
    const served = await serveEntries([modelEntry(MODEL)]);
    for (let cut = 1; cut < 6; cut += 1) {
      const socket = await open(served);
      socket.setNoDelay(true);
      socket.write(GET.subarray(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(GET.subarray(cut));
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK/);
    }
    for (let cut = 1; cut < PREFACE.length; cut += 1) {
      const socket = await open(served);
      socket.setNoDelay(true);
      socket.write(PREFACE.subarray(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(Buffer.concat([PREFACE.subarray(cut), frame(SETTINGS, Buffer.alloc(0))]));
      const [first] = (await once(socket, 'data')) as [Buffer];
      expect(first[3]).toBe(SETTINGS);
      socket.destroy();
    }
  });

  test('with a whole body behind the first bytes', async () => {
    const served = await serveModel(MODEL);
    const body = JSON.stringify({ x: 'y'.repeat(300_000) });
    const socket = await open(served);
    socket.write(
      `POST /v1/models/echo:predict HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(answer.length).toBeGreaterThan(300_000);
  });

  test('as nothing that is: HTTP says so', async () => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const socket = await open(served);
    socket.write('PROPFIND\u0000');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request[^]*REQUEST_MALFORMED/);
  });
});

test('a connection that says nothing, or too little, is told so and ended', async () => {
  const served = await serveEntries([modelEntry(MODEL)], {
    limits: { headersTimeoutMs: 100 },
  });
  const silent = await open(served);
  const slow = await open(served);
  slow.write('PRI');
  expect(await text(silent)).toMatch(/^HTTP\/1\.1 408 Request Timeout[^]*REQUEST_TIMEOUT/);
  expect(await text(slow)).toMatch(/^HTTP\/1\.1 408/);
});

test('a connection that comes and goes without a word is nothing', async () => {
  const served = await serveEntries([modelEntry(MODEL)]);
  const polite = await open(served);
  polite.end();
  await once(polite, 'close');
  const rude = await open(served);
  rude.resetAndDestroy();
  await once(rude, 'close');
  await lives(served);
});

describe('broken HTTP/2 ends its connection alone', () => {
  test.each([
    ['garbage behind the preface', Buffer.concat([PREFACE, Buffer.alloc(200, 0xab)])],
    ['a preface that is cut off', PREFACE.subarray(0, 10)],
    [
      'a frame that is too large',
      Buffer.concat([PREFACE, frame(SETTINGS, Buffer.alloc(0)), frame(0, Buffer.alloc(20_000), { stream: 1 })]),
    ],
    ['settings of an odd length', Buffer.concat([PREFACE, frame(SETTINGS, Buffer.alloc(5))])],
    [
      'headers that are no HPACK',
      Buffer.concat([
        PREFACE,
        frame(SETTINGS, Buffer.alloc(0)),
        frame(HEADERS, Buffer.alloc(50, 0xff), { flags: 5, stream: 1 }),
      ]),
    ],
    [
      'headers on stream 0',
      Buffer.concat([PREFACE, frame(SETTINGS, Buffer.alloc(0)), frame(HEADERS, Buffer.alloc(1), { flags: 5 })]),
    ],
  ])('%s', async (_, bytes) => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const socket = await open(served);
    socket.end(bytes);
    await buffer(socket).catch(() => null);
    await lives(served);
  });

  test.each([
    ['pings', frame(PING, Buffer.alloc(8))],
    ['settings', frame(SETTINGS, Buffer.alloc(0))],
  ])('a flood of %s whose answers nobody reads', async (_, one) => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const socket = await open(served);
    socket.pause();
    socket.write(Buffer.concat([PREFACE, frame(SETTINGS, Buffer.alloc(0))]));
    const block = Buffer.concat(Array.from({ length: 2000 }, () => one));
    for (let round = 0; !socket.destroyed && round < 5000; round += 1) {
      if (!socket.write(block)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => null);
    }
    await expect.poll(() => socket.destroyed).toBe(true);
    await lives(served);
  });

  test('a flood of streams that are reset at once', async () => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const socket = await open(served);
    socket.resume();
    socket.write(Buffer.concat([PREFACE, frame(SETTINGS, Buffer.alloc(0))]));
    // :method POST, :scheme http, :path / from HPACK's static table.
    const headers = Buffer.from([0x83, 0x86, 0x84]);
    const cancel = Buffer.from([0, 0, 0, constants.NGHTTP2_CANCEL]);
    for (let stream = 1; !socket.destroyed && stream < 200_000; stream += 2) {
      const both = [frame(HEADERS, headers, { flags: 4, stream }), frame(RST_STREAM, cancel, { stream })];
      if (!socket.write(Buffer.concat(both))) {
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => null);
      }
    }
    await expect.poll(() => socket.destroyed).toBe(true);
    await lives(served);
  });
});

/** Sends one message to ModelInfer and gives what came back. */
async function post(
  served: ServedModel,
  message: Buffer,
  headers: object = {},
): Promise<IncomingHttpHeaders & { grpc?: string }> {
  const session = connectHttp2(served.url);
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ':method': 'POST',
    ':path': '/inference.GRPCInferenceService/ModelInfer',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  const got: IncomingHttpHeaders = {};
  stream.on('response', (given) => Object.assign(got, given));
  stream.on('trailers', (given) => Object.assign(got, given));
  stream.resume();
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  stream.end(Buffer.concat([head, message]));
  await once(stream, 'close').catch((error: unknown) => Object.assign(got, { error: String(error) }));
  return got;
}

describe('a hostile call', () => {
  test('whose message is no protobuf', async () => {
    const served = await serveModel(MODEL);
    const whole = Buffer.from(
      toBinary(
        ModelInferRequestSchema,
        create(ModelInferRequestSchema, { modelName: 'echo', inputs: [{ name: 'x' }] }),
      ),
    );
    for (const message of [Buffer.from([0xff, 0xff, 0xff]), Buffer.from([0x2a, 0x7f, 1]), whole.subarray(0, -1)]) {
      const got = await post(served, message);
      expect(got).toMatchObject({
        'grpc-status': String(status.INVALID_ARGUMENT),
        'truss-code': 'REQUEST_BODY_INVALID',
      });
      expect(decodeURI(String(got['grpc-message']))).toBe('The message is no inference.ModelInferRequest');
    }
  });

  test('of a method that is not there', async () => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const missing = await post(served, Buffer.alloc(0), {
      ':path': '/inference.GRPCInferenceService/RepositoryModelLoad',
    });
    expect(missing['grpc-status']).toBe(String(status.UNIMPLEMENTED));
  });

  test('with huge headers', async () => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const got = await post(served, Buffer.alloc(0), { 'x-huge': 'h'.repeat(80_000) });
    expect(got['grpc-status']).toBeUndefined();
    await lives(served);
  });

  test('whose message announces more than may come', async () => {
    const served = await serveModel(MODEL, { runtime: { max_body: 1000 } });
    const got = await post(served, Buffer.alloc(1_200_000));
    expect(got['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
  });

  test('which unpacks to more than may come', async () => {
    const { gzipSync } = await import('node:zlib');
    const served = await serveModel(MODEL, { runtime: { max_body: 1000 } });
    const session = connectHttp2(served.url);
    onTestFinished(() => session.destroy());
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const head = Buffer.alloc(5);
    head.writeUInt8(1, 0);
    head.writeUInt32BE(bomb.length, 1);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      'content-type': 'application/grpc',
      'grpc-encoding': 'gzip',
      te: 'trailers',
    });
    stream.end(Buffer.concat([head, bomb]));
    const [headers] = (await once(stream, 'response')) as [IncomingHttpHeaders];
    expect(headers['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
  });

  test('with more streams than one connection may have: the client is told how many', async () => {
    const served = await serveEntries([modelEntry(MODEL)]);
    const session = connectHttp2(served.url);
    onTestFinished(() => session.destroy());
    const [settings] = (await once(session, 'remoteSettings')) as [{ maxConcurrentStreams: number }];
    expect(settings.maxConcurrentStreams).toBe(500);
  });
});

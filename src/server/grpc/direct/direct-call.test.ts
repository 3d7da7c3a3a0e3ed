// Which way a call goes, nobody can tell by its answer: one that says how its message is compressed, and then does not compress it, is the
// library's.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { connect, constants } from 'node:http2';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, onTestFinished, test } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { serveModel } from '../../../../test/support/served-model.ts';
import {
  ModelInferRequestSchema,
  ModelInferResponseSchema,
} from '../../../core/protocols/generated/inference/grpc_service_pb.js';

const MODEL = `
import asyncio, pathlib
import numpy

class Model:
    async def predict(self, inputs):
        kind = inputs["kind"].item() if "kind" in inputs else 0
        if kind == 1:
            raise ValueError("no")
        if kind == 2:
            return (str(index) for index in range(3))
        if kind == 3:
            pathlib.Path("begun").touch()
            try:
                await asyncio.sleep(600)
            finally:
                pathlib.Path("left").touch()
        return {"answer": numpy.zeros(inputs["size"].item() if "size" in inputs else 1, dtype=numpy.float32)}
`;

const NEEDS_REQUEST = `
import truss

class Model:
    def predict(self, inputs, request: truss.Request):
        told = {name: value for name, value in request.headers.items() if name.startswith("x-")}
        return {"method": request.method, "told": str(sorted(told.items())), "path": request.url.path}
`;

/** The model is asked this many elements of, or to do as \`MODEL\` says. */
interface Asked {
  readonly size?: number;
  readonly kind?: number;
  readonly model?: string;
  readonly headers?: IncomingHttpHeaders;
}

function framed({ size = 1, kind = 0, model = 'echo' }: Asked): Buffer {
  const input = (name: string, value: number): object => ({
    name,
    datatype: 'INT64',
    shape: [1n],
    contents: { int64Contents: [BigInt(value)] },
  });
  const request = { modelName: model, id: 'r-1', inputs: [input('size', size), input('kind', kind)] };
  const message = toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, request));
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function session({ port }: ServedModel): ClientHttp2Session {
  const made = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => made.destroy());
  return made;
}

function call(client: ClientHttp2Session, headers: IncomingHttpHeaders = {}): ClientHttp2Stream {
  const stream = client.request({
    ':method': 'POST',
    ':path': '/inference.GRPCInferenceService/ModelInfer',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => {});
  return stream;
}

interface Told {
  readonly headers: object;
  readonly message: string;
  readonly trailers: object;
}

async function answer(stream: ClientHttp2Stream): Promise<Told> {
  const told: { headers: object; message: Buffer[]; trailers: object } = { headers: {}, message: [], trailers: {} };
  stream.on('response', (headers) => (told.headers = plain(headers)));
  stream.on('trailers', (headers) => (told.trailers = plain(headers)));
  stream.on('data', (bytes: Buffer) => told.message.push(bytes));
  await once(stream, 'close');
  return { ...told, message: Buffer.concat(told.message).toString('base64') };
}

/** Without what no two answers have in common. */
function plain({ date: _date, ...headers }: IncomingHttpHeaders): object {
  const timing = headers['server-timing'];
  return timing === undefined ? headers : { ...headers, 'server-timing': timing.toString().replaceAll(/[\d.]+/g, '') };
}

async function ask(client: ClientHttp2Session, asked: Asked): Promise<Told> {
  const stream = call(client, asked.headers);
  stream.end(framed(asked));
  return answer(stream);
}

const THROUGH_LIBRARY = { 'grpc-encoding': 'gzip' };

describe('an answer is that of the library', () => {
  test.each([
    ['with a message', {}],
    ['with a long one', { size: 300_000 }],
    ['with a time that is enough', { headers: { 'grpc-timeout': '60S' } }],
    ['with more time than there is', { headers: { 'grpc-timeout': '99999999H' } }],
    ['with the failure of a model', { kind: 1 }],
    ['with a stream that it cannot carry', { kind: 2 }],
    ['of a model that is not there', { model: 'none' }],
    ['to a time that is none', { headers: { 'grpc-timeout': 'soon' } }],
  ])('%s', async (_name, asked: Asked) => {
    const client = session(await serveModel(MODEL));
    const directly = await ask(client, asked);
    const library = await ask(client, { ...asked, headers: { ...asked.headers, ...THROUGH_LIBRARY } });
    expect(directly).toEqual(library);
    expect({ ...directly.headers, ...directly.trailers }).toHaveProperty('grpc-status');
  });

  test('also where the model is told of its request', async () => {
    const client = session(await serveModel(NEEDS_REQUEST));
    const headers = { 'x-one': '1', 'x-two': 'a, b', authorization: 'Bearer none' };
    const directly = await ask(client, { headers });
    expect(directly).toEqual(await ask(client, { headers: { ...headers, ...THROUGH_LIBRARY } }));
    expect(Buffer.from(directly.message, 'base64').toString()).toContain("('x-one', '1'), ('x-two', 'a, b')");
  });
});

test('many at a time are answered each with its own', async () => {
  const client = session(await serveModel(MODEL));
  const sizes = Array.from({ length: 90 }, (_, index) => index + 1);
  const answers = await Promise.all(sizes.map((size) => ask(client, { size })));
  const shapes = answers.map(({ message }) => {
    const bytes = Buffer.from(message, 'base64').subarray(5);
    return Number(fromBinary(ModelInferResponseSchema, bytes).outputs[0]?.shape[0]);
  });
  expect(shapes).toEqual(sizes);
});

describe('a message', () => {
  test.each([
    ['in two pieces', 7, 0],
    ['with its prefix apart', 5, 0],
    ['whose rest comes late', 20, 1300],
  ])('%s is read all the same', async (_name, cut, waitMs) => {
    const stream = call(session(await serveModel(MODEL)));
    const bytes = framed({});
    stream.write(bytes.subarray(0, cut));
    await setTimeout(50 + waitMs);
    stream.end(bytes.subarray(cut));
    expect(await answer(stream)).toMatchObject({ trailers: { 'grpc-status': '0' } });
  });

  test('whose end comes late is read all the same', async () => {
    const stream = call(session(await serveModel(MODEL)));
    stream.write(framed({}));
    await setTimeout(1300);
    stream.end();
    expect(await answer(stream)).toMatchObject({ trailers: { 'grpc-status': '0' } });
  });

  test.each([
    ['none', Buffer.alloc(0)],
    ['a second one', Buffer.concat([framed({}), framed({})])],
  ])('%s is refused', async (_name, bytes) => {
    const stream = call(session(await serveModel(MODEL)));
    stream.end(bytes);
    // UNIMPLEMENTED, as the library says.
    expect(await answer(stream)).toMatchObject({ headers: { 'grpc-status': '12' } });
  });

  test('that comes in an envelope of its own after another is refused, too', async () => {
    const stream = call(session(await serveModel(MODEL)));
    stream.write(framed({}));
    await setTimeout(50);
    stream.end(framed({}));
    expect(await answer(stream)).toMatchObject({ headers: { 'grpc-status': '12' } });
  });
});

test.each([
  ['before it is left to the library', '200m', 500],
  ['after that', '1300m', 1800],
])('a call whose message comes when its time is over is late, %s', async (_name, timeout, waitMs) => {
  const stream = call(session(await serveModel(MODEL)), { 'grpc-timeout': timeout });
  const told = answer(stream);
  await setTimeout(waitMs);
  if (stream.writable) stream.end(framed({}));
  expect((await told).headers).toMatchObject({ 'grpc-status': '4', 'grpc-message': 'Deadline%20exceeded' });
});

test.each([
  ['its time is over', { 'grpc-timeout': '300m' }, '4'],
  ['its client has left', {}, undefined],
])('a model is told when %s', async (_name, headers, status) => {
  const served = await serveModel(MODEL);
  const stream = call(session(served), headers);
  stream.end(framed({ kind: 3 }));
  const told = answer(stream);
  await expect.poll(() => existsSync(path.join(served.directory, 'begun'))).toBe(true);
  if (status === undefined) stream.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => existsSync(path.join(served.directory, 'left'))).toBe(true);
  expect((await told).headers).toEqual(
    status === undefined ? {} : expect.objectContaining({ 'grpc-status': status, ':status': 200 }),
  );
});

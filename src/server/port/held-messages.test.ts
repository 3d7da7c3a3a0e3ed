import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { connect, constants } from 'node:http2';
import { gzipSync } from 'node:zlib';

import { create, toBinary } from '@bufbuild/protobuf';
import { expect, onTestFinished, test } from 'vitest';

import { grpcClient } from '../../../test/support/grpc-client.ts';
import type { ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../../test/support/served-model.ts';
import {
  GRPCInferenceService as Inference,
  ModelInferRequestSchema,
} from '../../core/protocols/generated/inference/grpc_service_pb.js';

const MODEL = 'class Model:\n    def predict(self, request):\n        return request\n';
const ROOM_BYTES = 1_000_000;

async function serve(): Promise<ServedModel> {
  const limits = { maxHeldBodyBytes: ROOM_BYTES };
  const served = await serveEntries([modelEntry(MODEL)], { limits });
  await served.ready;
  return served;
}

function session({ port }: ServedModel): ClientHttp2Session {
  const made = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => made.destroy());
  return made;
}

function call(client: ClientHttp2Session, headers: Record<string, string> = {}): ClientHttp2Stream {
  const path = '/inference.GRPCInferenceService/ModelInfer';
  const stream = client.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });
  stream.on('error', () => {});
  stream.resume();
  return stream;
}

/** The first bytes of a message that is announced with `length` bytes. */
function message(flag: number, length: number, sent: Buffer): Buffer {
  const head = Buffer.from([flag, 0, 0, 0, 0]);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, sent]);
}

/** How the server ended a stream. */
async function endOf(stream: ClientHttp2Stream): Promise<number | undefined> {
  await new Promise<void>((resolve) => stream.once('close', resolve));
  return stream.rstCode;
}

/** Writes, and waits until the server has read it: the answer to a ping comes after it. */
async function write(stream: ClientHttp2Stream, bytes: Buffer): Promise<void> {
  await new Promise((resolve) => stream.write(bytes, resolve));
  await new Promise((resolve) => stream.session?.ping(resolve));
}

async function expectWell(served: ServedModel): Promise<void> {
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [1n], contents: { fp32Contents: [1] } }];
  const answer = await grpcClient(served.port).call(Inference.method.modelInfer, { modelName: 'echo', inputs });
  expect(answer.outputs).toMatchObject([{ name: 'x' }]);
}

test('messages that never become whole take no more memory than there is for bodies', async () => {
  const served = await serve();
  const client = session(served);
  const half = message(0, ROOM_BYTES, Buffer.alloc(ROOM_BYTES / 2));
  const first = call(client);
  await write(first, half);
  const second = call(client);
  second.write(half);
  expect(await endOf(second)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  first.close();
  await endOf(first);
  await expectWell(served);
});

test('what a compressed message may become counts while it is inflated', async () => {
  const served = await serve();
  const bomb = gzipSync(Buffer.alloc(ROOM_BYTES * 2));
  const stream = call(session(served), { 'grpc-encoding': 'gzip' });
  stream.end(message(1, bomb.length, bomb));
  expect(await endOf(stream)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  await expectWell(served);
});

test('compressed messages wait for each other where there is not room for all of them at once', async () => {
  const served = await serve();
  const inputs = [
    {
      name: 'x',
      datatype: 'FP32',
      shape: [100_000n],
      contents: { fp32Contents: Array.from({ length: 100_000 }, () => 1) },
    },
  ];
  const bytes = gzipSync(
    toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, { modelName: 'echo', inputs })),
  );
  // Each may become some 480,000 bytes, as far as anybody can know.
  const client = session(served);
  const streams = Array.from({ length: 10 }, () => call(client, { 'grpc-encoding': 'gzip' }));
  const statuses = streams.map(async (stream) => {
    let told: string | undefined;
    for (const event of ['response', 'trailers'] as const) {
      stream.once(event, (headers: Record<string, string>) => (told ??= headers['grpc-status']));
    }
    const code = await endOf(stream);
    return told ?? `closed with ${code}`;
  });
  for (const stream of streams) stream.end(message(1, bytes.length, bytes));
  expect(await Promise.all(statuses)).toEqual(Array.from({ length: 10 }, () => '0'));
  await expectWell(served);
});

test('a stream of many messages holds none of those that have arrived', async () => {
  const served = await serve();
  const stream = grpcClient(served.port).converse(Inference.method.modelStreamInfer);
  const contents = { fp32Contents: Array.from({ length: 50_000 }, () => 1) };
  const request = { modelName: 'echo', inputs: [{ name: 'x', datatype: 'FP32', shape: [50_000n], contents }] };
  for (let count = 1; count <= 8; count += 1) {
    stream.send(request);
    const answers = await stream.until(count);
    expect(answers.at(-1)).toMatchObject({ errorMessage: '' });
  }
});

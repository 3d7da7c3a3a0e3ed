// Calls that their clients cancel, as all do whose deadline is over while a model is slow.
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { connect, constants } from 'node:http2';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { create, toBinary } from '@bufbuild/protobuf';
import { expect, onTestFinished, test } from 'vitest';

import { serveModel } from '../../../../test/support/served-model.ts';
import { ModelInferRequestSchema } from '../../../core/protocols/generated/inference/grpc_service_pb.js';

const SLOW = `
import asyncio, pathlib

class Model:
    async def predict(self, inputs):
        pathlib.Path("begun").touch()
        while not pathlib.Path("go").exists():
            await asyncio.sleep(0.01)
        return {"y": inputs["x"]}
`;

/** Fewer than those that may be open at a time, of which one is not cancelled. */
const AT_ONCE = 90;

function call(session: ClientHttp2Session): ClientHttp2Stream {
  const input = { name: 'x', datatype: 'INT64', shape: [1n], contents: { int64Contents: [1n] } };
  const request = create(ModelInferRequestSchema, { modelName: 'echo', inputs: [input] });
  const message = toBinary(ModelInferRequestSchema, request);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/inference.GRPCInferenceService/ModelInfer',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => {}).resume();
  stream.end(Buffer.concat([prefix, message]));
  return stream;
}

test('many that are cancelled do not end the connection, and another on it is answered', async () => {
  const served = await serveModel(SLOW);
  const session = connect(served.url);
  onTestFinished(() => session.destroy());
  const kept = call(session);
  const trailers = once(kept, 'trailers');
  await expect.poll(() => existsSync(path.join(served.directory, 'begun'))).toBe(true);
  for (let cancelled = 0; cancelled < 1500; cancelled += AT_ONCE) {
    const streams = Array.from({ length: AT_ONCE }, () => call(session));
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    await Promise.all(streams.map((stream) => once(stream, 'close')));
  }
  writeFileSync(path.join(served.directory, 'go'), '');
  expect((await trailers)[0]).toMatchObject({ 'grpc-status': '0' });
});

test('others are made in the place of those that are cancelled, and none is refused', async () => {
  const session = connect((await serveModel(SLOW)).url);
  onTestFinished(() => session.destroy());
  await once(session, 'remoteSettings');
  const first = Array.from({ length: AT_ONCE }, () => call(session));
  await setTimeout(100);
  const second = first.map((stream) => {
    stream.close(constants.NGHTTP2_CANCEL);
    return call(session);
  });
  await setTimeout(300);
  expect(second.filter(({ closed }) => closed)).toEqual([]);
});

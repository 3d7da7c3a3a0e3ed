// Clients that ask and do not read: what they are given must not fill the memory, nor stay in it.
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { connect } from 'node:net';

import { create, toBinary } from '@bufbuild/protobuf';
import { expect, onTestFinished, test } from 'vitest';

import type { ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../../test/support/served-model.ts';
import { ModelInferRequestSchema } from '../../core/protocols/generated/inference/grpc_service_pb.js';
import type { HttpLimits } from './exchange/http-limits.ts';

const MIB = 1024 * 1024;

/** Answers with so many MiB: more than what the kernel takes for a reader that sleeps. */
const LARGE = `
class Model:
    async def predict(self, request):
        if "x" in request:
            return {"y": b"x" * (int(request["x"][0]) << 20)}
        if request.get("stream"):
            return self.items(request["inputs"])
        return "x" * (request["inputs"] << 20)

    async def items(self, count):
        for _ in range(count):
            yield b"x" * (1 << 20)
`;

async function serve(limits: Partial<HttpLimits>): Promise<ServedModel> {
  const served = await serveEntries([modelEntry(LARGE, { runtime: { predict_concurrency: 8 } })], { limits });
  await served.ready;
  return served;
}

/** Asks, and reads nothing of what comes. */
async function ask(served: ServedModel, inputs: unknown, { headers = '' } = {}): Promise<Socket> {
  const socket = connect(served.port, '127.0.0.1').pause();
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  const body = JSON.stringify(inputs);
  const head = `POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\n${headers}Content-Length: ${body.length}\r\n\r\n`;
  socket.write(head + body);
  return socket;
}

/** Reads on until the connection is closed, and gives how many bytes came. */
async function drained(socket: Socket): Promise<number> {
  let bytes = 0;
  socket.on('data', (piece: Buffer) => (bytes += piece.length)).resume();
  await once(socket, 'close');
  return bytes;
}

test('who takes nothing of an answer is cut off', async () => {
  const served = await serve({ readerPauseMs: 1500 });
  const socket = await ask(served, { inputs: 32 });
  expect(await served.log.until(/does not read its answer/)).toMatchObject({ level: 'warn', bytes: 32 * MIB + 2 });
  expect(await drained(socket)).toBeLessThan(32 * MIB);
  const response = await served.predict({ inputs: 32 });
  expect((await response.text()).length).toBe(32 * MIB + 2);
});

test('who reads slowly is not', async () => {
  const served = await serve({ readerPauseMs: 1500 });
  const socket = await ask(served, { inputs: 24 }, { headers: 'Connection: close\r\n' });
  let bytes = 0;
  const closed = once(socket, 'close');
  while (!socket.closed && bytes < 24 * MIB) {
    const piece = socket.read() as Buffer | null;
    bytes += piece?.length ?? 0;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, piece === null ? 5 : 12)), closed]);
  }
  expect(bytes).toBeGreaterThan(24 * MIB);
});

test('where there is no room an answer is refused, until who reads nothing has made room', async () => {
  const served = await serve({ maxUnreadBytes: 40 * MIB });
  const first = await ask(served, { inputs: 32 });
  await expect.poll(async () => (await served.predict({ inputs: 32 })).status, { interval: 1 }).toBe(429);
  const refused = await served.predict({ inputs: 32 });
  expect(await refused.json()).toMatchObject({ code: 'SERVER_BUSY' });
  // Small ones are always answered.
  expect((await served.predict({ inputs: 0 })).status).toBe(200);
  await expect.poll(async () => (await served.predict({ inputs: 32 })).status).toBe(200);
  expect(await drained(first)).toBeLessThan(32 * MIB);
});

test('streams that nobody reads have no more room together', async () => {
  const served = await serve({ maxUnreadBytes: 3 * MIB });
  const sockets = await Promise.all(Array.from({ length: 8 }, () => ask(served, { inputs: 32, stream: true })));
  await served.log.until(/fill the memory|does not read its answer/);
  await Promise.any(sockets.map((socket) => drained(socket)));
  const streamed = await served.predict({ inputs: 1, stream: true });
  expect((await streamed.arrayBuffer()).byteLength).toBe(MIB);
});

test('a call of gRPC whose client gives no window is cut off, too', async () => {
  const served = await serve({ readerPauseMs: 1500 });
  const session = connectHttp2(served.url, { settings: { initialWindowSize: 0 } });
  onTestFinished(() => session.destroy());
  const call = session.request({
    ':method': 'POST',
    ':path': '/inference.GRPCInferenceService/ModelInfer',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  call.on('error', () => {});
  const contents = { fp32Contents: [8] };
  const inputs = [{ name: 'x', datatype: 'FP32', shape: [1n], contents }];
  const message = toBinary(ModelInferRequestSchema, create(ModelInferRequestSchema, { modelName: 'echo', inputs }));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  call.end(Buffer.concat([head, message]));
  await once(call, 'response');
  await served.log.until(/does not read its answer/);
  await once(call, 'close');
  expect(call.rstCode).toBe(8);
});

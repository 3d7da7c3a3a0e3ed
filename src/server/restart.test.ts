// A server that ends, and another one that takes its port, while clients of every kind go on asking: what was accepted is answered.
import { once } from 'node:events';
import { Agent, request } from 'node:http';

import { create, toBinary } from '@bufbuild/protobuf';
import { Client, credentials } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { freePort } from '../../test/support/free-port.ts';
import { modelEntry, serveEntries } from '../../test/support/served-model.ts';
import type { ServedModel } from '../../test/support/served-model.ts';
import { ModelInferRequestSchema } from '../core/protocols/generated/inference/grpc_service_pb.js';

const SLOW = `
import time

class Model:
    def predict(self, request):
        if "count" in request:
            return self.items(request["count"])
        time.sleep(0.01)
        return {"y": request["x"]}

    def items(self, count):
        for number in range(count):
            time.sleep(0.01)
            yield {"item": number}
`;

const TALKS = `
class Model:
    async def websocket(self, ws):
        async for text in ws.iter_text():
            await ws.send_text(text)
`;

/** How one request ended: answered, refused by a server that said why, or never accepted. Whatever else is what must not be. */
type Ending = 'answered' | 'refused' | 'not accepted' | `lost: ${string}`;

/** One request over a connection that is kept; `expected` is in the answer. */
function askHttp(agent: Agent, port: number, body: string, expected: string): Promise<Ending> {
  return new Promise((resolve) => {
    const options = { agent, port, host: '127.0.0.1', method: 'POST', path: '/v1/models/model:predict' };
    const asking = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('error', (error) => resolve(`lost: ${error.message}`));
      response.on('end', () => {
        if (response.statusCode === 200 && text.includes(expected)) resolve('answered');
        else if (response.statusCode === 503 && text.includes('"code"')) resolve('refused');
        else resolve(`lost: ${response.statusCode} ${text}`);
      });
    });
    asking.on('error', (error: NodeJS.ErrnoException) => {
      // A connection that was kept may be closed while a request is on its way (RFC 9112, 9.3.1): it was not accepted then.
      const isKept = asking.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      // Nothing was sent yet: the listener was closed with the connection in its queue, which the system resets then.
      const isUnsent = error.syscall === 'connect' && (error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET');
      resolve(isUnsent || isKept ? 'not accepted' : `lost: ${error.message}`);
    });
    asking.end(body);
  });
}

const MESSAGE = Buffer.from(
  toBinary(
    ModelInferRequestSchema,
    create(ModelInferRequestSchema, {
      modelName: 'echo',
      inputs: [{ name: 'x', datatype: 'INT64', shape: [1n], contents: { int64Contents: [1n] } }],
    }),
  ),
);

const asIs = (bytes: Buffer): Buffer => bytes;

function askGrpc(client: Client): Promise<Ending> {
  return new Promise((resolve) => {
    const done = (error: ServiceError | null): void => {
      if (error === null) resolve('answered');
      else if (error.metadata.get('truss-code').length > 0) resolve('refused');
      // What the library says of a port on which nobody listens.
      else if (/No connection established|ECONNREFUSED/.test(error.details)) resolve('not accepted');
      else resolve(`lost: ${error.details}`);
    };
    client.makeUnaryRequest('/inference.GRPCInferenceService/ModelInfer', asIs, asIs, MESSAGE, done);
  });
}

/** Clients that ask one request after the other until they are stopped. */
function hammer(port: number): { readonly endings: Ending[]; readonly stop: () => Promise<void> } {
  const agent = new Agent({ keepAlive: true });
  const grpc = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const endings: Ending[] = [];
  const over = new AbortController();
  const again = async (ask: () => Promise<Ending>): Promise<void> => {
    while (!over.signal.aborted) {
      const ending = await ask();
      endings.push(ending);
      if (ending !== 'answered') await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const asking = Promise.all([
    ...[1, 2, 3].map((x) => again(() => askHttp(agent, port, `{"x": ${x}}`, `{"y":${x}}`))),
    again(() => askHttp(agent, port, '{"count": 20}', '{"item":19}')),
    ...Array.from({ length: 6 }, () => again(() => askGrpc(grpc))),
  ]);
  const stop = async (): Promise<void> => {
    over.abort();
    await asking;
    agent.destroy();
    grpc.close();
  };
  onTestFinished(stop);
  return { endings, stop };
}

async function serve(port: number): Promise<ServedModel> {
  const served = await serveEntries([modelEntry(SLOW, { workers: 2 })], { port });
  await served.ready;
  return served;
}

function count(endings: readonly Ending[], wanted: Ending): number {
  return endings.filter((ending) => ending === wanted).length;
}

test('no request is lost that was accepted, and clients go on with the next server', async () => {
  const first = await serve(await freePort());
  const { endings, stop } = hammer(first.port);
  await expect.poll(() => count(endings, 'answered'), { timeout: 60_000 }).toBeGreaterThan(50);
  await first.drain();
  const before = count(endings, 'answered');
  await serve(first.port);
  await expect.poll(() => count(endings, 'answered'), { timeout: 60_000 }).toBeGreaterThan(before + 50);
  await stop();
  expect(endings.filter((ending) => ending.startsWith('lost'))).toEqual([]);
});

test('calls that wait on one connection are answered one after the other while the server ends', async () => {
  const served = await serve(0);
  const grpc = new Client(`127.0.0.1:${served.port}`, credentials.createInsecure());
  onTestFinished(() => grpc.close());
  expect(await askGrpc(grpc)).toBe('answered');
  const asked = Array.from({ length: 30 }, () => askGrpc(grpc));
  const inFlight = async (): Promise<string> => {
    const metrics = await (await fetch(`${served.url}/metrics`)).text();
    return /truss_requests_in_flight\{[^}]*\} (?<count>\d+)/.exec(metrics)?.groups?.['count'] ?? '0';
  };
  await expect.poll(async () => Number(await inFlight())).toBeGreaterThan(5);
  await served.drain();
  const endings = await Promise.all(asked);
  expect(endings.filter((ending) => ending !== 'answered' && ending !== 'refused')).toEqual([]);
  expect(count(endings, 'answered')).toBeGreaterThan(5);
});

test('a conversation over a WebSocket ends with a word, not in the middle', async () => {
  const served = await serveEntries([modelEntry(TALKS)]);
  await served.ready;
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/v1/websocket`);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const drained = served.drain();
  for (let message = 0; message < 20; message += 1) {
    socket.send(String(message));
    expect(String((await once(socket, 'message'))[0])).toBe(String(message));
  }
  expect((await closed)[0]).toBe(1001);
  await drained;
});

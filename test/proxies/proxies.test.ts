// A server behind the proxies that people put before one, as they are installed.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { connect as connectHttp2, constants } from 'node:http2';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';

import { GRPCInferenceService as Inference } from '../../src/core/protocols/generated/inference/grpc_service_pb.js';
import { grpcClient } from '../support/grpc-client.ts';
import type { ServedModel } from '../support/served-model.ts';
import { modelEntry, serveEntries } from '../support/served-model.ts';
import { PROXIES, startProxy } from './proxies.ts';

const MODEL = `
import os, time

class Model:
    def predict(self, request):
        if "x" in request:
            return {"y": request["x"] * 2}
        if request.get("stream"):
            return self.stream()
        return {"predictions": request["inputs"]}

    def stream(self):
        yield "one"
        while not os.path.exists("go"):
            time.sleep(0.005)
        yield "two"
`;

const TALK = `
class Model:
    async def websocket(self, ws):
        while True:
            await ws.send_text(await ws.receive_text() + "!")
`;

/** A name that leads to the proxy, for its clients. */
const NAME = 'models.example';

interface Asked {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asks by the public name, which nobody has to resolve. */
async function ask(port: number, route: string, headers: Record<string, string>, body?: string): Promise<Asked> {
  const method = body === undefined ? 'GET' : 'POST';
  const asking = request({ host: '127.0.0.1', port, path: route, method, headers: { host: NAME, ...headers } });
  asking.end(body);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}

async function serve(rootPath: string): Promise<ServedModel> {
  const served = await serveEntries([modelEntry(MODEL), modelEntry(TALK, { name: 'talk' })], {
    trustedProxies: ['127.0.0.1'],
    rootPath,
  });
  await served.ready;
  return served;
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe.each(PROXIES.filter(({ program }) => program !== ''))('behind $name', (proxy) => {
  describe.each([
    { prefix: '', strips: true, named: 'without a prefix' },
    { prefix: '/models', strips: true, named: 'with a prefix that it takes off' },
    { prefix: '/models', strips: false, named: 'with a prefix that it leaves' },
  ])('$named', ({ prefix, strips }) => {
    test('all is as it is without', async () => {
      const served = await serve(strips ? '' : prefix);
      const { http, grpc } = await startProxy(proxy, { prefix, strips, server: served.port });
      const predict = `${prefix}/v1/models/echo:predict`;

      const large = JSON.stringify({ inputs: 'x'.repeat(3_000_000) });
      const answer = await ask(http, predict, JSON_TYPE, large);
      expect([answer.status, answer.body.length]).toEqual([
        200,
        large.length + '{"predictions":'.length - '{"inputs":'.length,
      ]);

      // A page of the same origin may ask, and no other; what is there may be read by the public name.
      const page = { ...JSON_TYPE, origin: `http://${NAME}` };
      expect(await ask(http, predict, page, '{"inputs": 1}')).toMatchObject({ status: 200 });
      expect(await ask(http, predict, { ...page, origin: 'http://evil.example' }, '{"inputs": 1}')).toMatchObject({
        status: 403,
      });
      const described = await ask(http, `${prefix}/openapi.json`, {});
      expect(JSON.parse(described.body)).toMatchObject({ servers: [{ url: `http://${NAME}${prefix}` }] });

      // The first event is there before the second is made.
      const events = await fetch(`http://127.0.0.1:${http}${predict}`, {
        method: 'POST',
        headers: { ...JSON_TYPE, accept: 'text/event-stream' },
        body: '{"stream": true}',
      });
      const reader = events.body?.getReader();
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: one\n\n');
      writeFileSync(path.join(served.directory, 'go'), '');
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: two\n\n');

      const socket = new WebSocket(`ws://127.0.0.1:${http}${prefix}/v1/models/talk/websocket`);
      await once(socket, 'open');
      socket.send('hello');
      expect(String((await once(socket, 'message'))[0])).toBe('hello!');
      socket.close();

      const contents = { fp32Contents: [1.5] };
      const inputs = [{ name: 'x', datatype: 'FP32', shape: [1n], contents }];
      const inferred = await grpcClient(grpc).call(Inference.method.modelInfer, { modelName: 'echo', inputs });
      expect(inferred.outputs.map(({ name }) => name)).toEqual(['y']);
    });
  });

  // Of nginx only gRPC goes to a server over HTTP/2.
  test.skipIf(proxy.name === 'nginx')('that asks over HTTP/2 without TLS', async () => {
    const served = await serve('');
    const { grpc } = await startProxy(proxy, { prefix: '', strips: true, server: served.port });
    const session = connectHttp2(`http://127.0.0.1:${grpc}`);
    onTestFinished(() => session.destroy());
    const large = JSON.stringify({ inputs: 'x'.repeat(1_000_000) });
    const answers = [1, 2, 3].map(async () => {
      const stream = session.request({ ':method': 'POST', ':path': '/v1/models/echo:predict', ...JSON_TYPE });
      stream.end(large);
      return await text(stream);
    });
    expect((await Promise.all(answers)).map(({ length }) => length)).toEqual([1, 2, 3].map(() => large.length + 5));
  });

  // Of nginx only gRPC goes to a server over HTTP/2; the others share connections among their clients.
  test.skipIf(proxy.name === 'nginx')('clients that leave take nothing from those that stay', async () => {
    const served = await serve('');
    const { grpc } = await startProxy(proxy, { prefix: '', strips: true, server: served.port });
    const asked = { ':method': 'POST', ':path': '/v1/models/echo:predict', ...JSON_TYPE };
    const sessions = [1, 2, 3, 4].map(() => connectHttp2(`http://127.0.0.1:${grpc}`));
    onTestFinished(() => sessions.forEach((session) => session.destroy()));
    const predict = (session: ClientHttp2Session, inputs: number): ClientHttp2Stream =>
      session
        .request(asked)
        .on('error', () => {})
        .end(`{"inputs": ${inputs}}`);
    let leaving: ClientHttp2Stream[] = [];
    for (let round = 0; round < 20; round += 1) {
      const staying = sessions.flatMap((session, of) => {
        return Array.from({ length: 10 }, async (_, index) => {
          const inputs = (round * sessions.length + of) * 10 + index;
          return [await text(predict(session, inputs)), `{"predictions":${inputs}}`];
        });
      });
      for (const stream of leaving) stream.close(constants.NGHTTP2_CANCEL);
      leaving = sessions.flatMap((session) => Array.from({ length: 30 }, () => predict(session, -1)));
      for (const [got, expected] of await Promise.all(staying)) expect(got).toBe(expected);
    }
  });
});

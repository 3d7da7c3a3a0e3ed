// How a server ends that is asked to, whatever its clients do meanwhile.
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { ClientHttp2Stream } from 'node:http2';
import { connect as connectHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { describe, expect, onTestFinished, test } from 'vitest';

import type { ServedModel } from '../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../test/support/served-model.ts';
import type { ServerOptions } from './main.ts';

const MODEL = `
import time

class Model:
    def predict(self, request):
        if request["inputs"] == "hang":
            print("hangs", flush=True)
            time.sleep(600)
        return request
`;

async function serve(options: Partial<ServerOptions> = {}): Promise<ServedModel> {
  const served = await serveEntries([modelEntry(MODEL, { runtime: { max_body: 1_000_000 } })], options);
  await served.ready;
  return served;
}

async function open(served: ServedModel, bytes: string): Promise<Socket> {
  const socket = connect(served.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\n${bytes}`);
  return socket;
}

async function secondsOf(drained: Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await drained;
  return (performance.now() - startedAt) / 1000;
}

describe('a client that was refused does not hold up the end', () => {
  const json = 'Content-Type: application/json\r\n';
  test.each([
    ['413, by its length', `${json}Content-Length: 2000000\r\n\r\n{`],
    ['413, as it comes', `${json}Transfer-Encoding: chunked\r\n\r\n1e8480\r\n${'x'.repeat(1_100_000)}`],
    ['415', `Content-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 500000\r\n\r\n{`],
    ['415, short', `Content-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 500\r\n\r\n{`],
  ])('%s', async (_name, bytes) => {
    for (const leave of ['end', 'destroy', 'resetAndDestroy', 'pause'] as const) {
      const served = await serve();
      const socket = await open(served, bytes);
      const answer = text(socket).catch(() => '');
      if (leave === 'pause') await new Promise((resolve) => setTimeout(resolve, 100));
      socket[leave]();
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await secondsOf(served.drain()), leave).toBeLessThan(5);
      await answer;
    }
  });
});

describe('the end is there in the time for it', () => {
  const json = 'Content-Type: application/json\r\n';

  test('though half of a body never comes', async () => {
    const served = await serve({ drainMs: 2000 });
    const socket = await open(served, `${json}Content-Length: 1000\r\n\r\n{"inputs":`);
    const answer = text(socket).catch(() => '');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await secondsOf(served.drain())).toBeLessThan(10);
    expect(await answer).not.toContain('200 OK');
  });

  test('though a model hangs, and its client is told', async () => {
    const served = await serve({ drainMs: 2000 });
    const answer = served.predict({ inputs: 'hang' });
    const waiting = served.predict({ inputs: 'next' });
    await served.log.until(/^hangs$/);
    expect(await secondsOf(served.drain())).toBeLessThan(10);
    for (const response of [await answer, await waiting]) expect(response.status).toBe(503);
  });

  test('though a model does not end', async () => {
    const stubborn = MODEL.replace('class', 'import atexit\natexit.register(time.sleep, 600)\n\nclass');
    const served = await serveEntries([modelEntry(stubborn)], { drainMs: 2000 });
    await served.ready;
    expect(await secondsOf(served.drain())).toBeLessThan(4.9);
  });
});

describe('a server that lingers', () => {
  test('goes on to answer, says that it ends, and closes no connection on which a request is on its way', async () => {
    const served = await serve({ lingerMs: 2000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ask = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const path = '/v1/models/model:predict';
        const options = {
          port: served.port,
          method: 'POST',
          path,
          agent,
          headers: { 'content-type': 'application/json' },
        };
        const asked = request(options, (response) => {
          response.resume().once('end', () => resolve(`${response.statusCode} ${response.headers.connection}`));
        });
        asked.once('error', reject).end('{"inputs": 1}');
      });
    expect(await ask()).toBe('200 keep-alive');
    const drained = served.drain();
    // The kept connection is told to end with its answer; those that still come are served alike.
    expect([await ask(), await ask()]).toEqual(['200 close', '200 close']);
    expect((await fetch(`${served.url}/v2/health/ready`)).status).toBe(503);
    expect((await fetch(`${served.url}/v2/health/live`)).status).toBe(200);
    await drained;
    await expect(ask()).rejects.toThrow();
  });

  test('tells clients of HTTP/2 to go elsewhere, and answers what they have asked', async () => {
    const served = await serve({ lingerMs: 2000 });
    const session = connectHttp2(served.url);
    onTestFinished(() => session.destroy());
    session.on('error', () => {});
    const begin = (): ClientHttp2Stream => {
      const head = { ':method': 'POST', ':path': '/v1/models/model:predict', 'content-type': 'application/json' };
      return session.request(head);
    };
    const end = async (stream: ClientHttp2Stream): Promise<number | undefined> => {
      stream.end('{"inputs": 1}');
      const [headers] = (await once(stream, 'response')) as [{ ':status'?: number }];
      return headers[':status'];
    };
    expect(await end(begin())).toBe(200);
    const begun = begin();
    // It has left: what a client still holds back when it is told to go, it does not send any more.
    await new Promise((resolve) => session.ping(resolve));
    const told = once(session, 'goaway');
    const drained = served.drain();
    await told;
    expect(await end(begun)).toBe(200);
    await drained;
  });
});

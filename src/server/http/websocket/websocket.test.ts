import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';

import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';

const ECHO = `
from starlette.websockets import WebSocketDisconnect

class Model:
    async def websocket(self, ws):
        try:
            while True:
                message = await ws.receive()
                if message["type"] == "websocket.disconnect":
                    raise WebSocketDisconnect(message["code"], message.get("reason"))
                if message.get("text") == "raise":
                    raise ValueError("no")
                if message.get("text") == "return":
                    return
                if message.get("text") == "close":
                    await ws.close(4001, "enough")
                    return
                if message.get("text") is not None:
                    await ws.send_text(message["text"])
                else:
                    await ws.send_bytes(message["bytes"])
        except WebSocketDisconnect as left:
            print(f"left {left.code} {left.reason}", flush=True)
            raise
`;

const PATH = '/v1/websocket';

interface Opened {
  readonly socket: WebSocket;
  /** Resolves with the code and the reason. */
  readonly closed: Promise<[number, string]>;
}

async function open(served: ServedModel, at = PATH, options: ClientOptions = {}): Promise<Opened> {
  const socket = new WebSocket(served.url.replace('http', 'ws') + at, options);
  const closed = once(socket, 'close').then(([code, reason]): [number, string] => [Number(code), String(reason)]);
  await once(socket, 'open');
  return { socket, closed };
}

/** The status and the body with which a server refuses to open one. */
async function refusal(served: ServedModel, at = PATH, options: ClientOptions = {}): Promise<[number, unknown]> {
  const socket = new WebSocket(served.url.replace('http', 'ws') + at, options);
  const [, response] = await once(socket, 'unexpected-response');
  return [response.statusCode, JSON.parse(await text(response))];
}

test('messages go both ways, as text and as bytes', async () => {
  const { socket } = await open(await serveModel(ECHO));
  socket.send('grün');
  expect(await once(socket, 'message')).toEqual([Buffer.from('grün'), false]);
  socket.send(Buffer.from([0, 255]));
  expect(await once(socket, 'message')).toEqual([Buffer.from([0, 255]), true]);
  socket.send('', { fin: false });
  socket.send('a', { fin: false });
  socket.send('b');
  expect(await once(socket, 'message')).toEqual([Buffer.from('ab'), false]);
});

test('open sessions are counted, apart from requests', async () => {
  const served = await serveModel(ECHO);
  const metrics = async (): Promise<string> => (await fetch(`${served.url}/metrics`)).text();
  const { socket, closed } = await open(served);
  socket.send('a');
  await once(socket, 'message');
  const counted = await metrics();
  expect(counted).toContain('truss_sessions_open{model="echo",version="1"} 1');
  expect(counted).toContain('truss_requests_in_flight{model="echo",version="1"} 0');
  socket.send('return');
  await closed;
  expect(await metrics()).toContain('truss_sessions_open{model="echo",version="1"} 0');
});

test('the client of the language itself', async () => {
  const { url } = await serveModel(ECHO);
  const socket = new globalThis.WebSocket(url.replace('http', 'ws') + PATH);
  await once(socket, 'open');
  socket.send('hello');
  const [event] = await once(socket, 'message');
  expect(event.data).toBe('hello');
  socket.close();
});

describe('how a session ends', () => {
  test.each([
    ['return', 1000, ''],
    ['close', 4001, 'enough'],
    ['raise', 1011, 'The model raised ValueError'],
  ])('the model: %s', async (message, code, reason) => {
    const { socket, closed } = await open(await serveModel(ECHO));
    socket.send(message);
    expect(await closed).toEqual([code, reason]);
  });

  test('the client says goodbye', async () => {
    const served = await serveModel(ECHO);
    const { socket } = await open(served);
    socket.close(4000, 'done');
    await served.log.until(/^left 4000 done$/);
  });

  test('the client vanishes', async () => {
    const served = await serveModel(ECHO);
    const { socket } = await open(served);
    socket.terminate();
    await served.log.until(/^left 1006/);
  });

  test('a model that goes on without its client is cancelled', async () => {
    const served = await serveModel(`
import asyncio

class Model:
    async def websocket(self, ws):
        try:
            await asyncio.Event().wait()
        finally:
            print("cancelled", flush=True)
`);
    const { socket } = await open(served);
    socket.terminate();
    await served.log.until(/^cancelled$/);
    expect(await served.log.until(/the model went on/)).toMatchObject({ status: 499 });
  });

  test('the worker dies', async () => {
    const served = await serveModel(`
import os

class Model:
    async def websocket(self, ws):
        await ws.receive_text()
        os._exit(3)
`);
    const { socket, closed } = await open(served);
    socket.send('go');
    expect(await closed).toEqual([1011, 'The worker process ended with status 3 while it computed the answer']);
  });

  test('the server shuts down: quiet sessions are told, talking ones may finish', async () => {
    const served = await serveModel(ECHO);
    const { socket, closed } = await open(served);
    socket.send('last words');
    await once(socket, 'message');
    const drained = served.drain();
    expect(await closed).toEqual([1001, 'The server is shutting down']);
    await drained;
  });

  test('the model has no sessions', async () => {
    const served = await serveModel('class Model:\n    def predict(self, body):\n        return body\n');
    const { closed } = await open(served);
    expect(await closed).toEqual([1003, 'The model has no method websocket']);
  });
});

describe('who is not let in', () => {
  test('those who name no model, or none that there is', async () => {
    const entries = [modelEntry(ECHO, { name: 'a' }), modelEntry(ECHO, { name: 'b' })];
    const served = await serveEntries(entries);
    await served.ready;
    expect(await refusal(served)).toMatchObject([404, { code: 'MODEL_NOT_FOUND' }]);
    expect(await refusal(served, '/v1/models/c/websocket')).toMatchObject([404, { code: 'MODEL_NOT_FOUND' }]);
    expect(await refusal(served, '/v2/websocket')).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }]);
    const { socket } = await open(served, '/v1/models/%42/websocket?x=1');
    socket.send('hello');
    expect(String((await once(socket, 'message'))[0])).toBe('hello');
  });

  test('pages of other origins', async () => {
    const served = await serveModel(ECHO);
    const foreign = await refusal(served, PATH, { origin: 'https://elsewhere.example' });
    expect(foreign).toMatchObject([403, { code: 'ORIGIN_REFUSED' }]);
    const own = await open(served, PATH, { origin: served.url });
    own.socket.close();
  });

  test('those without a token, where one is needed', async () => {
    const tokensFile = path.join(temporaryTruss({ tokens: 'ci: a-token-of-the-test' }), 'tokens');
    const served = await serveEntries([modelEntry(ECHO)], { tokensFile });
    await served.ready;
    expect(await refusal(served)).toMatchObject([401, { code: 'AUTH_REQUIRED' }]);
    const headers = { authorization: 'Bearer a-token-of-the-test' };
    const { socket, closed } = await open(served, PATH, { headers });
    socket.send('raise');
    await closed;
    expect(await served.log.until(/raised/)).toMatchObject({ caller: 'ci', status: 500, code: 'MODEL_RAISED' });
  });

  test('more than there is room for', async () => {
    const limits = { maxSessions: 1 };
    const served = await serveEntries([modelEntry(ECHO)], { limits });
    await served.ready;
    const { socket, closed } = await open(served);
    expect(await refusal(served)).toMatchObject([429, { code: 'SERVER_BUSY' }]);
    socket.send('return');
    await closed;
    const next = await open(served);
    next.socket.close();
  });

  test('anybody while the model loads', async () => {
    const served = await serveEntries([
      modelEntry('class Model:\n    def __init__(self):\n        raise ValueError()\n'),
    ]);
    await expect(served.ready).rejects.toMatchObject({ code: 'MODEL_INIT_FAILED' });
    expect(await refusal(served)).toMatchObject([503, { code: 'SERVER_NOT_READY' }]);
  });

  test('those who ask without wanting one', async () => {
    const { url } = await serveModel(ECHO);
    const response = await fetch(url + PATH);
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(await response.json()).toMatchObject({ code: 'ROUTE_UPGRADE_REQUIRED' });
  });

  test('those who speak a draft of the protocol', async () => {
    const served = await serveModel(ECHO);
    const socket = createConnection(served.port, '127.0.0.1');
    const draft = ['Sec-WebSocket-Version: 8', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=='];
    const head = [`GET ${PATH} HTTP/1.1`, 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket', ...draft];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('Sec-WebSocket-Version: 13\r\n');
    expect(answer).toContain('The version 8 of the WebSocket protocol is not spoken here, only 13');
  });

  test('requests for another protocol are answered as they are', async () => {
    const served = await serveModel(ECHO);
    const socket = createConnection(served.port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200 OK\r\n/);
  });
});

describe('hostile clients', () => {
  test('a message that is too large', async () => {
    const served = await serveModel(ECHO, { runtime: { max_body: 1000 } });
    const { socket, closed } = await open(served);
    socket.send('x'.repeat(1001));
    expect((await closed)[0]).toBe(1009);
    await served.log.until(/^left 1006/);
  });

  test('text that is no UTF-8', async () => {
    const { socket, closed } = await open(await serveModel(ECHO));
    socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await closed)[0]).toBe(1007);
  });

  test('one that does not answer pings', async () => {
    const limits = { sessionPingMs: 400 };
    const served = await serveEntries([modelEntry(ECHO)], { limits });
    await served.ready;
    const silent = await open(served, PATH, { autoPong: false });
    const polite = await open(served);
    expect((await silent.closed)[0]).toBe(1006);
    polite.socket.send('still here');
    expect(String((await once(polite.socket, 'message'))[0])).toBe('still here');
  });

  test('one that sends what the model does not read is not read from', async () => {
    const served = await serveModel(`
import asyncio, os

class Model:
    async def websocket(self, ws):
        while not os.path.exists("go"):
            await asyncio.sleep(0.005)
        total = 0
        while True:
            total += len(await ws.receive_bytes())
            if total == 40_000_000:
                await ws.send_text("all")
`);
    const { socket } = await open(served);
    for (let count = 0; count < 400; count += 1) socket.send(Buffer.alloc(100_000));
    // What the window and the buffers of two sockets hold is gone; the rest waits here for as long as the model does.
    await settled(() => socket.bufferedAmount);
    expect(socket.bufferedAmount).toBeGreaterThan(20_000_000);
    writeFileSync(path.join(served.directory, 'go'), '');
    expect(String((await once(socket, 'message'))[0])).toBe('all');
  });

  test('messages without content come, too, however many', async () => {
    const served = await serveModel(`
class Model:
    async def websocket(self, ws):
        count = 0
        while await ws.receive_text() == "":
            count += 1
        await ws.send_text(str(count))
`);
    const { socket } = await open(served);
    for (let count = 0; count < 20_000; count += 1) socket.send('');
    socket.send('end');
    expect(String((await once(socket, 'message'))[0])).toBe('20000');
  });

  test('many that have sent a part of a large message', async () => {
    const limits = { maxHeldBodyBytes: 1_000_000 };
    const served = await serveEntries([modelEntry(ECHO)], { limits });
    await served.ready;
    const first = await open(served);
    const second = await open(served);
    const part = Buffer.alloc(600_000);
    first.socket.send(part, { fin: false });
    second.socket.send(part, { fin: false });
    const [code] = await Promise.race([first.closed, second.closed]);
    expect(code).toBe(1013);
    const other = first.socket.readyState === WebSocket.OPEN ? first : second;
    await served.log.until(/^left 1013/);
    other.socket.send(part.subarray(0, 100_000));
    expect((await once(other.socket, 'message'))[0]).toHaveLength(700_000);
  });

  test('many whose messages no model receives', async () => {
    const limits = { maxHeldBodyBytes: 1_000_000 };
    const deaf = `
import asyncio

class Model:
    async def websocket(self, ws):
        await asyncio.Event().wait()
`;
    const served = await serveEntries([modelEntry(deaf)], { limits });
    await served.ready;
    const sessions = [await open(served), await open(served)];
    for (const { socket } of sessions) socket.send(Buffer.alloc(600_000));
    const [code, reason] = await Promise.race(sessions.map(({ closed }) => closed));
    expect([code, reason]).toEqual([1013, 'The server has no memory left for messages']);
  });

  test('one that sends a message in a hundred thousand pieces', async () => {
    const { socket, closed } = await open(await serveModel(ECHO));
    for (let count = 0; count < 100_000; count += 1) socket.send('', { fin: false });
    expect((await closed)[0]).toBe(1008);
  });

  test('one that breaks the protocol, also where there is no session', async () => {
    const served = await serveModel('class Model:\n    def predict(self, body):\n        return body\n');
    const { socket, closed } = await open(served);
    connectionOf(socket).write(Buffer.alloc(1000, 0xff));
    expect((await closed)[0]).toBe(1003);
    expect((await served.predict({ inputs: 1 })).status).toBe(200);
  });

  test('one that does not read holds the model up', async () => {
    const served = await serveModel(`
class Model:
    async def websocket(self, ws):
        sent = 0
        try:
            while True:
                await ws.send_bytes(b"x" * 65536)
                sent += 1
        finally:
            print(f"stopped after {sent}", flush=True)
`);
    const { socket } = await open(served);
    socket.pause();
    // The other route shows that the server lives while the session stands still.
    expect((await fetch(served.url)).status).toBe(200);
    socket.terminate();
    const { message } = await served.log.until(/^stopped after/);
    expect(Number(/\d+/.exec(String(message))?.[0])).toBeLessThan(400);
  });
});

/** Resolves when a number has stopped changing. */
async function settled(read: () => number): Promise<void> {
  let before = -1;
  while (read() !== before) {
    before = read();
    await sleep(200);
  }
}

/** Past what the client itself would ever send. */
function connectionOf(socket: WebSocket): Socket {
  return Reflect.get(socket, '_socket');
}

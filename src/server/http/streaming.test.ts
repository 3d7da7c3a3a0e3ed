import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { describe, expect, onTestFinished, test } from 'vitest';

import { serveModel } from '../../../test/support/served-model.ts';

const COUNTER = `
class Model:
    def predict(self, request):
        for number in range(request["inputs"]):
            yield {"number": number}
`;

test('items are sent as they come, one line each', async () => {
  const served = await serveModel(COUNTER);
  const response = await served.predict({ inputs: 3 });
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  expect(response.headers.get('content-length')).toBeNull();
  expect(await response.text()).toBe('{"number":0}\n{"number":1}\n{"number":2}\n');
});

test('as events, or joined, where the client asks for it', async () => {
  const served = await serveModel(COUNTER);
  const events = await served.predict({ inputs: 2 }, { headers: { accept: 'text/event-stream' } });
  expect(events.headers.get('content-type')).toBe('text/event-stream');
  expect(await events.text()).toBe('data: {"number":0}\n\ndata: {"number":1}\n\n');
  const joined = await served.predict({ inputs: 2 }, { headers: { accept: 'application/json' } });
  expect(await joined.json()).toEqual([{ number: 0 }, { number: 1 }]);
});

describe('every kind of item in every framing', () => {
  const model = `
class Model:
    def predict(self, request):
        yield from {
            "text": ["eins", "zwei\\nZeilen"],
            "bytes": [b"\\x00", b"\\xff"],
            "values": [{"number": 1}, [None]],
        }[request["inputs"]]
`;
  test.each([
    ['text', 'text/plain; charset=utf-8', '*/*', 'einszwei\nZeilen'],
    ['text', 'application/x-ndjson', 'application/x-ndjson', '"eins"\n"zwei\\nZeilen"\n'],
    ['text', 'text/event-stream', 'text/event-stream', 'data: eins\n\ndata: zwei\ndata: Zeilen\n\n'],
    ['text', 'application/json', 'application/json', '"einszwei\\nZeilen"'],
    ['bytes', 'application/octet-stream', '*/*', '\u0000\u00ff'],
    ['bytes', 'text/event-stream', 'text/event-stream', '\u0000\u00ff'],
    ['values', 'application/x-ndjson', '*/*', '{"number":1}\n[null]\n'],
    ['values', 'text/event-stream', 'text/event-stream', 'data: {"number":1}\n\ndata: [null]\n\n'],
    ['values', 'application/json', 'application/json', '[{"number":1},[null]]'],
  ])('%s as %s', async (inputs, contentType, accept, body) => {
    const served = await serveModel(model);
    const response = await served.predict({ inputs }, { headers: { accept } });
    expect(response.headers.get('content-type')).toBe(contentType);
    expect(Buffer.from(await response.arrayBuffer()).toString('latin1')).toBe(body);
  });
});

test('a stream without items is an empty answer, of the type that was asked for', async () => {
  const served = await serveModel(COUNTER);
  const response = await served.predict({ inputs: 0 });
  expect([response.status, await response.text()]).toEqual([200, '']);
  for (const accept of ['text/event-stream', 'application/x-ndjson']) {
    const framed = await served.predict({ inputs: 0 }, { headers: { accept } });
    expect([framed.headers.get('content-type'), await framed.text()]).toEqual([accept, '']);
  }
});

test('an exception before the first item is an error as any other', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, request):
        raise ValueError("too early")
        yield 1
`);
  const response = await served.predict({ inputs: 1 });
  expect(response.status).toBe(500);
  expect(await response.json()).toMatchObject({ code: 'MODEL_RAISED' });
});

test.each(['*/*', 'application/x-ndjson'])('an exception after it cuts the response off (%s)', async (accept) => {
  const served = await serveModel(`
class Model:
    def predict(self, request):
        yield "one"
        raise ValueError("too late")
`);
  const response = await served.predict({ inputs: 1 }, { headers: { accept } });
  expect(response.status).toBe(200);
  // Nobody takes it for the whole.
  await expect(response.text()).rejects.toThrow();
  const line = await served.log.until(/raised/);
  expect(line).toMatchObject({ code: 'MODEL_RAISED' });
});

test('an exception in a stream of events is its last event', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, request):
        yield "one"
        raise ValueError("too late")
`);
  const response = await served.predict({ inputs: 1 }, { headers: { accept: 'text/event-stream' } });
  const [first, last] = (await response.text()).split(/\n{2,}/);
  expect(first).toBe('data: one');
  expect(last).toMatch(/^event: error\ndata: \{"error":"The model raised ValueError","code":"MODEL_RAISED"\}$/);
  expect(await served.log.until(/raised/)).toMatchObject({ status: 500, code: 'MODEL_RAISED' });
});

test('a stream of events without any is one too', async () => {
  const served = await serveModel(COUNTER);
  const response = await served.predict({ inputs: 0 }, { headers: { accept: 'text/event-stream' } });
  expect([response.headers.get('content-type'), await response.text()]).toEqual(['text/event-stream', '']);
});

test('a reader that stops holds the model up; one that leaves ends it', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, request):
        sent = 0
        try:
            while True:
                yield b"x" * 65536
                sent += 1
        finally:
            print(f"closed after {sent}", flush=True)
`);
  const socket = connect(served.port, '127.0.0.1');
  socket.write('POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 13\r\n\r\n{"inputs": 1}');
  await once(socket, 'data');
  socket.pause();
  // The other route shows that the server lives while the stream stands still.
  expect((await fetch(served.url)).status).toBe(200);
  socket.destroy();
  const { message } = await served.log.until(/closed after/);
  // Window, socket buffers and what Node holds: a few megabytes of the endless stream.
  expect(Number(/\d+/.exec(String(message))?.[0])).toBeLessThan(400);
});

test('an early failure of a stream of events has its status', async () => {
  const served = await serveModel(`
from truss import HTTPError

class Model:
    async def predict(self, request):
        raise HTTPError(418, "no coffee")
        yield 1
`);
  const response = await served.predict({ inputs: 1 }, { headers: { accept: 'text/event-stream' } });
  expect([response.status, response.headers.get('content-type')]).toEqual([418, 'application/json']);
  expect(await response.json()).toMatchObject({ error: 'no coffee' });
});

test.each([
  ['def', 'time.sleep(0.01)'],
  ['async def', 'await asyncio.sleep(0.01)'],
])('a client that leaves closes the generator of a model with %s', async (def, pause) => {
  const served = await serveModel(`
import asyncio, time

class Model:
    ${def} predict(self, request):
        try:
            while True:
                yield {"text": "more"}
                ${pause}
        finally:
            print("closed", flush=True)
`);
  const leave = new AbortController();
  const response = await served.predict({ inputs: 1 }, { signal: leave.signal });
  await response.body?.getReader().read();
  leave.abort();
  await served.log.until(/^closed$/);
  expect(await served.log.until(/closed the connection/)).toMatchObject({ status: 499 });
});

test('an endless coroutine between two items ends with its client', async () => {
  const served = await serveModel(`
import asyncio

class Model:
    async def predict(self, request):
        try:
            yield "one"
            await asyncio.Event().wait()
        finally:
            print("closed", flush=True)
`);
  const leave = new AbortController();
  const response = await served.predict({ inputs: 1 }, { signal: leave.signal });
  await response.body?.getReader().read();
  leave.abort();
  await served.log.until(/^closed$/);
});

test('a long stream comes whole through a small window', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, request):
        for number in range(200):
            yield bytes([number]) * 100_000
`);
  const response = await served.predict({ inputs: 1 });
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(bytes.length).toBe(20_000_000);
  expect(bytes.every((byte, index) => byte === Math.floor(index / 100_000))).toBe(true);
});

const THREE_PIECES = `
import time

class Model:
    def predict(self, request):
        for number in range(3):
            yield str(number)
            time.sleep(0.1)
`;

test('a stream may last longer than its first item may take', async () => {
  const model = `
import time

class Model:
    def predict(self, request):
        yield "one "
        time.sleep(3)
        yield "two"
`;
  const served = await serveModel(model, { runtime: { request_timeout: 2 } });
  expect(await (await served.predict({ inputs: 1 })).text()).toBe('one two');
});

test('a stream that lasts longer than the whole may is cut off, and it is said which limit that was', async () => {
  const served = await serveModel(THREE_PIECES, { runtime: { total_timeout: 0.15 } });
  const events = await served.predict({ inputs: 1 }, { headers: { accept: 'text/event-stream' } });
  expect(await events.text()).toMatch(
    /REQUEST_DEADLINE.*runtime\.total_timeout|runtime\.total_timeout.*REQUEST_DEADLINE/,
  );
});

test('a stream that pauses too long is cut off', async () => {
  const model = `
import time

class Model:
    def predict(self, request):
        yield "one"
        time.sleep(30)
        yield "two"
`;
  const served = await serveModel(model, { workers: 2, runtime: { streaming_read_timeout: 0.2 } });
  const response = await served.predict({ inputs: 1 });
  await expect(response.text()).rejects.toThrow();
  const events = await served.predict({ inputs: 1 }, { headers: { accept: 'text/event-stream' } });
  expect(await events.text()).toMatch(/event: error\ndata: .*REQUEST_DEADLINE/);
  expect(await served.log.until(/paused/)).toMatchObject({ code: 'REQUEST_DEADLINE' });
});

test('a stream over HTTP/1.0, which has no chunks, is reset where its rest does not come', async () => {
  const model = `
class Model:
    def predict(self, request):
        yield "one"
        if request["inputs"] == 1:
            raise RuntimeError("broken")
`;
  const served = await serveModel(model);
  const ask = async (body: string): Promise<string> => {
    const socket = connect(served.port, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const head = `POST /v1/models/model:predict HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    socket.write(`${head}\r\n\r\n${body}`);
    return text(socket);
  };
  expect(await ask('{"inputs": 2}')).toMatch(/\r\n\r\none$/);
  await expect(ask('{"inputs": 1}')).rejects.toThrow('ECONNRESET');
});

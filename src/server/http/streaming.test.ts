import { once } from 'node:events';
import { connect } from 'node:net';

import { expect, test } from 'vitest';

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

test('a stream without items is an empty answer', async () => {
  const served = await serveModel(COUNTER);
  const response = await served.predict({ inputs: 0 });
  expect([response.status, await response.text()]).toEqual([200, '']);
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

test('an exception after it cuts the response off, so that nobody takes it for the whole', async () => {
  const served = await serveModel(`
class Model:
    def predict(self, request):
        yield "one"
        raise ValueError("too late")
`);
  const response = await served.predict({ inputs: 1 });
  expect(response.status).toBe(200);
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

test('a stream that pauses too long is cut off', async () => {
  const model = `
import time

class Model:
    def predict(self, request):
        yield "one"
        time.sleep(30)
        yield "two"
`;
  const served = await serveModel(model, { runtime: { streaming_read_timeout: 0.2 } });
  const response = await served.predict({ inputs: 1 });
  await expect(response.text()).rejects.toThrow();
  expect(await served.log.until(/paused/)).toMatchObject({ code: 'REQUEST_DEADLINE' });
});

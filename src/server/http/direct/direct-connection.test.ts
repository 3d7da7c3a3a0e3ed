// Which way a request goes, and that nobody can tell by the answer: a header that says nothing (`TE`) has it go through Node's parser.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

import { array, assert, asyncProperty, constantFrom, nat, record } from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';
import { DirectConnection } from './direct-connection.ts';

const MODEL = `
import time
from truss import Response

class Model:
    def predict(self, request):
        kind = request.get("kind")
        if kind == "fail":
            raise ValueError("no")
        if kind == "nothing":
            return Response(b"", status_code=204, headers={"x-model": "yes"})
        if kind == "odd":
            return Response("a", status_code=299, media_type="text/plain", headers={"x-model": "yes", "connection": "close"})
        if kind == "stream":
            return self.stream(request["items"])
        if kind == "sleep":
            time.sleep(request["s"])
        return {"predictions": "x" * request.get("size", 1)}

    def stream(self, items):
        for index in range(items):
            yield f"{index} "
`;

const PATH = '/v1/models/echo:predict';

interface Asked {
  readonly body?: string;
  readonly path?: string;
  /** Lines of more headers, each with its end. */
  readonly more?: string;
}

function message({ body = '{}', path = PATH, more = '' }: Asked): string {
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nX-Request-Id: r-1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;
}

/** The request after which the server closes the connection, and says so. */
const LAST = 'GET /v2/health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

function open({ port }: ServedModel): Socket {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  onTestFinished(() => void socket.destroy());
  return socket;
}

async function all(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
  await once(socket, 'close');
  return text;
}

/** What a request is answered with, the way that its own head says, without what no two answers have in common. */
async function answer(served: ServedModel, request: string): Promise<string> {
  const socket = open(served);
  socket.on('error', () => {});
  const read = all(socket);
  socket.end(request, 'latin1');
  return (
    (await read)
      .replaceAll(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r$/gm, 'Date:')
      .replaceAll(/^X-Request-Id: (?!r-1)[\w-]+\r$/gm, 'X-Request-Id:')
      // Whoever has ended its side is sounded whether it is there, as often as that takes.
      .replaceAll('HTTP/1.1 100 Continue\r\n\r\n', '')
      .replaceAll(/dur=[\d.]+/g, 'dur=')
      .replaceAll(/^[\da-f]+\r$/gm, 'N')
  );
}

/** The same request, which Node's parser reads. */
function throughNode(request: string): string {
  return request.replace('HTTP/1.1\r\n', 'HTTP/1.1\r\nTE: trailers\r\n');
}

const V2 = '/v2/models/echo/infer';
const V2_BODY = '{"inputs": [{"name": "a", "shape": [1], "datatype": "INT64", "data": [1]}]}';

describe('an answer has the same bytes as one of Node', () => {
  test.each([
    ['of a model', {}],
    ['of some length', { body: '{"size": 5000}' }],
    ['of a length for pieces', { body: '{"size": 700000}' }],
    ['that is coded', { body: '{"size": 5000}', more: 'Accept-Encoding: gzip\r\n' }],
    ['of a model that fails', { body: '{"kind": "fail"}' }],
    ['without a body', { body: '{"kind": "nothing"}' }],
    ['with a status that nobody knows', { body: '{"kind": "odd"}' }],
    ['that is a stream', { body: '{"kind": "stream", "items": 3}' }],
    ['that is a stream without items', { body: '{"kind": "stream", "items": 0}' }],
    ['that is a stream of events', { body: '{"kind": "stream", "items": 3}', more: 'Accept: text/event-stream\r\n' }],
    ['to no JSON', { body: '{' }],
    ['to a type that is none', { body: '{}', more: 'Content-Encoding: none\r\n' }],
    ['to a time that is none', { more: 'X-Request-Timeout-Ms: soon\r\n' }],
    ['of V2', { path: V2, body: V2_BODY }],
    ['of V2 to what is no tensor', { path: V2 }],
    ['to a path that nobody serves', { path: '/v1/models/none:predict' }],
    ['to a host that is none', { more: 'X-Forwarded-Host: b\r\n' }],
  ])('%s', async (_name, asked: Asked) => {
    const served = await serveModel(MODEL);
    const request = message(asked);
    const directly = await answer(served, request);
    expect(directly).toMatch(/^HTTP\/1\.1 \d{3} /);
    expect(directly).toBe(await answer(served, throughNode(request)));
  });
});

test('whatever is done to a request, it means the same on both ways', async () => {
  const served = await serveModel(MODEL);
  const plain = message({ more: 'X-A: b\r\n' });
  const lines = [
    'Content-Length: 2',
    'Content-Length: 1',
    'Transfer-Encoding: chunked',
    'Connection: close',
    'Host: b',
    'X-A: c',
  ];
  const bytes = ['\r\n', '\n', '\r', ' ', '\t', '\0', ':', ',', '\u00e4', ' folded\r\n', plain];
  const piece = constantFrom(...bytes, ...lines.map((line) => `${line}\r\n`));
  const change = record({ at: nat(plain.length), dropped: nat(3), piece });
  await assert(
    asyncProperty(array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
      let request = plain;
      for (const { at, dropped, piece: put } of changes) {
        request = request.slice(0, at) + put + request.slice(at + dropped);
      }
      expect(await answer(served, request)).toBe(await answer(served, throughNode(request)));
    }),
    { numRuns: 500 },
  );
}, 120_000);

describe('on one connection', () => {
  test('requests of every form follow each other', async () => {
    const socket = open(await serveModel(MODEL));
    const read = all(socket);
    for (const request of [message({}), message({}), throughNode(message({})), message({}), LAST]) {
      socket.write(request);
      await setTimeout(50);
    }
    expect((await read).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(5);
  });

  test('requests that do not wait are answered in their order', async () => {
    const socket = open(await serveModel(MODEL));
    const read = all(socket);
    socket.write(message({ body: '{"kind": "sleep", "s": 0.2, "size": 3}' }));
    // In a packet of its own, while the first is computed.
    await setTimeout(50);
    socket.write(message({ body: '{"size": 2}' }) + message({ body: '{"size": 1}' }) + LAST);
    const sizes = [...(await read).matchAll(/"(x+)"/g)].map(([, text]) => text?.length);
    expect(sizes).toEqual([3, 2, 1]);
  });

  test('the next one is answered whose packet came with the end of all that is sent', async () => {
    const socket = open(await serveModel(MODEL));
    const read = all(socket);
    socket.write(message({ body: '{"kind": "sleep", "s": 0.3, "size": 2}' }));
    await setTimeout(50);
    socket.end(message({ body: '{"size": 1}' }));
    expect([...(await read).matchAll(/"(x+)"/g)].map(([, text]) => text?.length)).toEqual([2, 1]);
  });

  test.each([
    ['while it is idle', 0],
    ['while a request is open', 0.2],
  ])('an empty line is no request that does not arrive, %s', async (_name, s) => {
    const limits = { headersTimeoutMs: 300, timeoutCheckMs: 50 };
    const served = await serveEntries([modelEntry(MODEL)], { limits });
    await served.ready;
    const socket = open(served);
    const read = all(socket);
    socket.write(message({ body: `{"kind": "sleep", "s": ${s}}` }));
    await setTimeout(100);
    socket.write('\r\n');
    await setTimeout(1000);
    socket.write(message({}));
    await setTimeout(100);
    socket.write(LAST);
    const text = await read;
    expect(text).not.toContain(' 408 ');
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  });

  test.each([
    ['a head and its body', 0.5],
    ['a beginning and the rest', 0.2],
    ['all but the last byte and that', 0.99],
  ])('%s may come one after the other', async (_name, share) => {
    const served = await serveModel(MODEL);
    const socket = open(served);
    const read = all(socket);
    const request = message({ body: `{"a": "${'b'.repeat(150)}"}` });
    const cut = Math.floor(request.length * share);
    for (let times = 0; times < 3; times += 1) {
      socket.write(request.slice(0, cut));
      await setTimeout(20);
      socket.write(request.slice(cut));
      await setTimeout(50);
    }
    socket.write(LAST);
    expect((await read).match(/"predictions"/g)).toHaveLength(3);
  });

  test('the rest may come late', async () => {
    const socket = open(await serveModel(MODEL));
    const read = all(socket);
    const request = message({});
    socket.write(request.slice(0, -1));
    await setTimeout(1300);
    socket.write(`}${LAST}`);
    expect((await read).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  test('who sends a byte at a time is answered, too', async () => {
    const socket = open(await serveModel(MODEL));
    const read = all(socket);
    for (const byte of message({})) {
      socket.write(byte);
      await setTimeout(1);
    }
    socket.write(LAST);
    expect((await read).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });
});

test('a request that ends within itself is refused', async () => {
  const served = await serveModel(MODEL);
  const answered = await answer(served, message({}).slice(0, -1));
  expect(answered).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*REQUEST_MALFORMED/);
});

test('nobody keeps a connection on which nothing is asked; one that waits for its answer is kept', async () => {
  const served = await serveEntries([modelEntry(MODEL)], { limits: { keepAliveMs: 200 } });
  await served.ready;
  const socket = open(served);
  const began = performance.now();
  socket.write(message({ body: '{"kind": "sleep", "s": 0.6}' }));
  expect(await all(socket)).toContain('"predictions"');
  expect(performance.now() - began).toBeGreaterThan(600);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('a connection is kept a little longer than is said', async () => {
  const served = await serveEntries([modelEntry(MODEL)], { limits: { keepAliveMs: 400 } });
  await served.ready;
  const socket = open(served);
  const read = all(socket);
  socket.write(message({}));
  await setTimeout(800);
  socket.write(message({}));
  expect((await read).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

test('a server that leaves says so, and closes the connection', async () => {
  const served = await serveModel(MODEL);
  const socket = open(served);
  const read = all(socket);
  socket.write(message({ body: '{"kind": "sleep", "s": 0.3}' }));
  await setTimeout(100);
  const drained = served.drain();
  const text = await read;
  expect(text).toContain('"predictions"');
  expect(text).toContain('Connection: close');
  await drained;
});

describe('what is given to Node', () => {
  test.each([
    ['a prediction', message({}), false],
    ['another path', message({ path: '/other' }), true],
    ['a prediction that is not served so', message({ path: '/refused' }), true],
    ['two at once', message({}) + message({}), true],
    ['chunks', message({ more: 'Transfer-Encoding: chunked\r\n' }), true],
  ])('%s: %#', async (_name, request, isGiven) => {
    const handOver = vi.fn<(socket: Socket) => void>();
    const serve = vi.fn<(asked: string) => boolean>((asked) => asked !== '/refused');
    const server = createServer((socket) => {
      DirectConnection.serve(socket, {
        keepAliveMs: 1000,
        restMs: 1000,
        find: (target) => (target === '/other' ? undefined : target),
        serve,
        handOver,
        refuseHalf: () => {},
      });
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(request);
    await expect.poll(() => handOver.mock.calls.length + serve.mock.calls.length).toBeGreaterThan(0);
    expect(handOver.mock.calls).toHaveLength(isGiven ? 1 : 0);
    // All that had come is there for who takes it.
    if (isGiven) expect(handOver.mock.calls[0]?.[0].read()?.toString('latin1')).toBe(request);
  });
});

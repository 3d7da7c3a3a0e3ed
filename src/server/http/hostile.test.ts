// Requests that nobody sends by mistake. After each of them the server answers the next one.
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import type { ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../../test/support/served-model.ts';

const ECHO = `
class Model:
    def predict(self, request):
        return {"predictions": request["inputs"]}
`;

const START = 'POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\n';

/** Sends bytes, and gives all that comes until the server closes the connection. */
async function send(served: ServedModel, bytes: string | Buffer): Promise<string> {
  const socket = connect(served.port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

async function expectWell(served: ServedModel): Promise<void> {
  const response = await served.predict({ inputs: 7 });
  expect(await response.json()).toEqual({ predictions: 7 });
}

describe('a request whose length is in doubt is refused, and its connection closed', () => {
  const body = '{"inputs": 1}';
  const chunked = `d\r\n${body}\r\n0\r\n\r\n`;
  test.each([
    ['both lengths', `Content-Length: 13\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`],
    ['two lengths', `Content-Length: 13\r\nContent-Length: 14\r\n\r\n${body}`],
    ['a list of lengths', `Content-Length: 13, 14\r\n\r\n${body}`],
    ['a negative length', `Content-Length: -13\r\n\r\n${body}`],
    ['a length with a sign', `Content-Length: +13\r\n\r\n${body}`],
    ['a length in hexadecimal', `Content-Length: 0xd\r\n\r\n${body}`],
    ['a length beyond all numbers', `Content-Length: 99999999999999999999999\r\n\r\n${body}`],
    ['another coding after chunked', `Transfer-Encoding: chunked, identity\r\n\r\n${chunked}`],
    ['chunked in disguise', `Transfer-Encoding: xchunked\r\n\r\n${chunked}`],
    ['a length that is no number', `Transfer-Encoding: chunked\r\n\r\nz\r\n${body}\r\n0\r\n\r\n`],
    ['a negative chunk', `Transfer-Encoding: chunked\r\n\r\n-1\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk beyond all numbers', `Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${body}\r\n0\r\n\r\n`],
    ['a chunk longer than it says', `Transfer-Encoding: chunked\r\n\r\n5\r\n${body}\r\n0\r\n\r\n`],
    ['a folded header', `X-A: b\r\n Content-Length: 13\r\n\r\n${body}`],
    ['a space before the colon', `Content-Length : 13\r\n\r\n${body}`],
    ['a bare line feed', `X-A: b\nContent-Length: 13\r\n\r\n${body}`],
    ['a bare carriage return', `X-A: b\rContent-Length: 13\r\n\r\n${body}`],
    ['a zero byte', `X-A: b\0\r\nContent-Length: 13\r\n\r\n${body}`],
  ])('%s', async (_name, rest) => {
    const served = await serveModel(ECHO);
    // A second request lies behind it: whoever misreads the first one answers it too.
    const answer = await send(served, `${START}${rest}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(answer).toContain('Connection: close');
    expect(answer).toContain('"code":"REQUEST_MALFORMED"');
    expect(answer).not.toContain('smuggled');
    await expectWell(served);
  });
});

describe('who sends no more than its request is answered', () => {
  const body = '{"inputs": 1}';
  const length = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  test.each([
    ['at once', '1.1', 0],
    ['by a model that takes its time', '1.1', 600],
    ['in HTTP/1.0', '1.0', 600],
  ])('%s', async (_name, version, ms) => {
    const served = await serveModel(ECHO.replace('return', `__import__("time").sleep(${ms / 1000})\n        return`));
    const socket = connect(served.port, '127.0.0.1');
    socket.end(`${START.replace('1.1', version)}${length}\r\n${body}`);
    expect(await text(socket)).toMatch(
      /^(?:HTTP\/1\.1 100 Continue\r\n\r\n)*HTTP\/1\.1 200 OK\r\n[^]*\{"predictions":1\}$/,
    );
  });

  test('also with several requests', async () => {
    const served = await serveModel(ECHO);
    const socket = connect(served.port, '127.0.0.1');
    socket.end(`${START}${length}\r\n${body}${START}${length}\r\n${body}`);
    expect((await text(socket)).match(/\{"predictions":1\}/g)).toHaveLength(2);
  });

  test('but who has left is not waited for', async () => {
    const served = await serveModel(ECHO.replace('return', '__import__("time").sleep(600)\n        return'));
    const socket = connect(served.port, '127.0.0.1');
    socket.write(`${START}${length}\r\n${body}`);
    await once(socket, 'connect');
    socket.destroy();
    expect(await served.log.until(/client closed the connection/)).toMatchObject({ code: 'REQUEST_CANCELLED' });
  });
});

test('a body that is cut short reaches no model', async () => {
  const served = await serveModel(ECHO);
  const socket = connect(served.port, '127.0.0.1');
  socket.end(`${START}Content-Length: 13\r\n\r\n{"inp`);
  expect(await text(socket)).not.toContain('200 OK');
  expect(await send(served, `${START}Transfer-Encoding: chunked\r\n\r\n5\r\n{"inp\r\n0\r\n\r\n${close()}`)).toContain(
    '"code":"REQUEST_BODY_INVALID"',
  );
  await expectWell(served);
});

/** A request after which the server closes the connection. */
function close(): string {
  return 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
}

describe('senders that take their time', () => {
  const limits = { headersTimeoutMs: 100, requestTimeoutMs: 200, timeoutCheckMs: 20 };

  test.each([
    ['with the headers', `${START}X-A: `],
    ['with the body', `${START}Content-Length: 1000\r\n\r\n`],
    ['with a chunk', `${START}Transfer-Encoding: chunked\r\n\r\nffff\r\n{`],
  ])('%s lose the connection, however often they send a byte', async (_name, begin) => {
    const served = await serveEntries([modelEntry(ECHO)], { limits });
    await served.ready;
    const socket = connect(served.port, '127.0.0.1');
    socket.write(begin);
    const trickle = setInterval(() => socket.write(' '), 10);
    const answer = await text(socket);
    clearInterval(trickle);
    expect(answer).toContain('408 Request Timeout');
    expect(answer).toContain('"code":"REQUEST_TIMEOUT"');
  });
});

describe('a body in crumbs', () => {
  /** So many chunks of one byte: a JSON document of spaces. */
  async function sendCrumbs(socket: Socket, count: number): Promise<void> {
    const many = Buffer.from('1\r\n \r\n'.repeat(1000));
    for (let sent = 0; sent < count; sent += 1000) {
      if (!socket.write(many)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
      if (socket.destroyed) return;
    }
  }

  test('may have as many of them as a patient client sends', async () => {
    const served = await serveModel(ECHO);
    const socket = connect(served.port, '127.0.0.1');
    socket.write(`${START}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const answer = text(socket);
    await sendCrumbs(socket, 60_000);
    socket.write('d\r\n{"inputs": 1}\r\n0\r\n\r\n');
    expect(await answer).toContain('{"predictions":1}');
  });

  test('is refused before it costs a processor for minutes', async () => {
    const served = await serveModel(ECHO);
    const socket = connect(served.port, '127.0.0.1');
    // The server may close the connection while more is sent.
    socket.on('error', () => {});
    socket.write(`${START}Transfer-Encoding: chunked\r\n\r\n`);
    const [first] = (await Promise.race([once(socket, 'data'), sendCrumbs(socket, 2_000_000).then(() => [''])])) as [
      Buffer | string,
    ];
    expect(String(first)).toContain('400 Bad Request');
    expect(String(first)).toContain('too many, too small pieces');
    socket.destroy();
    await expectWell(served);
  });
});

describe('a bomb', () => {
  const options = { runtime: { max_body: 1_000_000 } };
  const zeros = gzipSync(Buffer.alloc(300_000_000));

  test.each([
    ['of gzip', zeros, 'gzip', '413 REQUEST_TOO_LARGE'],
    ['in a bomb: only the outer one is opened', gzipSync(zeros), 'gzip', '400 REQUEST_BODY_INVALID'],
    ['in a bomb, of which both are announced', gzipSync(zeros), 'gzip, gzip', '415 REQUEST_ENCODING_UNSUPPORTED'],
  ])('%s', async (_name, bomb, coding, refusal) => {
    const served = await serveModel(ECHO, options);
    const url = `${served.url}/v1/models/model:predict`;
    const response = await fetch(url, { method: 'POST', body: bomb, headers: { 'content-encoding': coding } });
    const { code } = (await response.json()) as { code: string };
    expect(`${response.status} ${code}`).toBe(refusal);
    await expectWell(served);
  });
});

test('a form of thousands of parts', async () => {
  const served = await serveModel(ECHO);
  const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const response = await served.predict(`${part.repeat(50_000)}--x--`, { headers });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'The form in the body cannot be read: it has more than 1000 parts',
    code: 'REQUEST_BODY_INVALID',
  });
  await expectWell(served);
});

test('JSON deeper than anybody writes', async () => {
  const served = await serveModel(ECHO);
  for (const path of ['/v1/models/model:predict', '/v2/models/model/infer']) {
    const body = `{"inputs": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(served.url + path, { method: 'POST', body, headers });
    expect([path, response.status]).toEqual([path, 400]);
    expect(await response.json()).toMatchObject({ code: 'REQUEST_BODY_INVALID' });
  }
  await expectWell(served);
});

describe('a name that is none', () => {
  test.each([
    '..',
    '%2e%2e',
    '%2E%2E%2Fetc',
    '%00',
    'a%00b',
    '%0d%0aSet-Cookie:a',
    '%1b%5b2J',
    '%zz',
    '%ff',
    'x'.repeat(15_000),
  ])('%s', async (name) => {
    const served = await serveModel(ECHO);
    for (const path of [`/v1/models/${name}`, `/v2/models/${name}`, `/v2/models/echo/versions/${name}/ready`]) {
      // Not by fetch, which would tidy the path up.
      const answer = await send(served, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 404 Not Found\r\n/);
      const [, body = ''] = answer.split('\r\n\r\n');
      const { error } = JSON.parse(body) as { error: string };
      expect(error.length).toBeLessThan(300);
      // oxlint-disable-next-line no-control-regex -- they are what must not be there
      expect(error).not.toMatch(/[\u0000-\u001F\u007F]/);
      expect(answer).not.toMatch(/^set-cookie/im);
    }
  });

  test('a path that goes up is not tidied up', async () => {
    const served = await serveModel(ECHO);
    const answer = await send(served, `GET /v1/../v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toContain('"code":"ROUTE_NOT_FOUND"');
  });
});

test('nonsense after requests is answered after them', async () => {
  const served = await serveModel(ECHO);
  const [one, two] = [1, 2].map((inputs) => `${START}Content-Length: 13\r\n\r\n{"inputs": ${inputs}}`);
  const answer = await send(served, `${one}${two}nonsense\r\n\r\n`);
  expect(answer.match(/HTTP\/1.1 \d+|"predictions":\d|"code":"\w+"/g)).toEqual([
    'HTTP/1.1 200',
    '"predictions":1',
    'HTTP/1.1 200',
    '"predictions":2',
    'HTTP/1.1 400',
    '"code":"REQUEST_MALFORMED"',
  ]);
  await expectWell(served);
});

describe('what Node would answer without a word', () => {
  test('a request without a host', async () => {
    const served = await serveModel(ECHO);
    for (const line of ['GET / HTTP/1.1', 'POST /v1/models/model:predict HTTP/1.1\r\nContent-Length: 0']) {
      const answer = await send(served, `${line}\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/json\r\n/);
      expect(answer).toContain('{"error":"The request has no header Host","code":"REQUEST_MALFORMED"}');
    }
    expect(await send(served, 'GET / HTTP/1.0\r\n\r\n')).toContain('{"status":"alive"}');
  });

  const body = '{"inputs": 1}';
  test.each([
    ['two hosts', 'HTTP/1.1\r\nHost: a\r\nHost: b', body],
    ['the same host twice', 'HTTP/1.1\r\nHost: a\r\nhost: a', body],
    ['a host with a space', 'HTTP/1.1\r\nHost: a b', body],
    ['a host with a path', 'HTTP/1.1\r\nHost: a/b', body],
    ['another version', 'HTTP/2.0\r\nHost: a', body],
    [
      'a body compressed for the transfer',
      'HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked',
      `d\r\n${body}\r\n0\r\n\r\n`,
    ],
  ])('%s', async (_name, head, content) => {
    const served = await serveModel(ECHO);
    const length = head.includes('Transfer') ? '' : `Content-Length: ${body.length}\r\n`;
    for (const target of ['POST /v1/models/model:predict', 'POST /v1/models/model:predict?x=1', 'GET /']) {
      const answer = await send(served, `${target} ${head}\r\n${length}\r\n${content}`);
      expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
      expect(answer).toContain('"code":"REQUEST_MALFORMED"');
    }
    await expectWell(served);
  });

  test('an expectation that nobody knows', async () => {
    const served = await serveModel(ECHO);
    const answer = await send(served, `${START}Expect: miracles\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}`);
    expect(answer).toMatch(/^HTTP\/1.1 417 Expectation Failed\r\nContent-Type: application\/json\r\n/);
    expect(answer).toContain('"code":"REQUEST_EXPECTATION_UNKNOWN"');
  });
});

test('a target that names the host too', async () => {
  const served = await serveModel(ECHO);
  const head =
    'POST http://a.example:80/v1/models/model:predict?x=1 HTTP/1.1\r\nHost: a.example:80\r\nConnection: close\r\n';
  expect(await send(served, `${head}Content-Length: 13\r\n\r\n{"inputs": 1}`)).toContain('{"predictions":1}');
});

// The client against servers that answer as ours does, and as others do.
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { TrussClient } from './truss-client.ts';

/** Starts a server for this test; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers what was asked: which route, with which headers and body. */
const mirror: RequestListener = (request, response) => {
  let body = '';
  request.setEncoding('utf8').on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (request.url === '/v1/models') {
      response.end('{"models": ["iris"]}');
      return;
    }
    const { 'content-type': type, accept } = request.headers;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ route: request.url, type, accept, body }));
  });
};

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    ({ code, message, hint }: { code: string; message: string; hint?: string }) => ({ code, message, hint }),
  );
}

describe('the address', () => {
  it('of a server finds its only model', async () => {
    const url = await serve(mirror);
    const expected = { route: '/v1/models/iris:predict', type: 'application/json', body: '{"inputs":[1]}' };
    for (const address of [url, `${url}/`]) {
      expect(await new TrussClient(address).predict({ inputs: [1] })).toMatchObject(expected);
    }
  });

  it('of a model, or of its predict route, may have a path before it', async () => {
    const url = await serve(mirror);
    for (const end of [
      '/v1/models/two',
      '/v1/models/two/',
      '/v1/models/two:predict',
      '/behind/a/proxy/v1/models/two',
    ]) {
      const { route } = (await new TrussClient(url + end).predict({})) as { route: string };
      expect(route).toBe(`${end.replace(/\/$|:predict$/, '')}:predict`);
    }
  });

  it('of a server with several models says which there are', async () => {
    const url = await serve((_, response) => response.end('{"models": ["a", "b"]}'));
    expect(await failure(new TrussClient(url).predict({}))).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: `${url} serves several models: a, b.`,
      hint: `Give the address of one of them: ${url}/v1/models/a`,
    });
  });

  it.each(['127.0.0.1:8080', 'ftp://here', 'http://', '', 'http://here?x=1'])('%j is none', (address) => {
    expect(() => new TrussClient(address)).toThrow('is not the address of a server');
  });
});

describe('who asks', () => {
  it('is said by a token and by headers', async () => {
    const url = await serve(({ headers: { authorization, 'x-of': of } }, response) => {
      response.end(JSON.stringify({ authorization, of }));
    });
    const client = new TrussClient(`${url}/v1/models/m`, { token: 't', headers: { 'X-Of': 'mine' } });
    expect(await client.predict({})).toEqual({ authorization: 'Bearer t', of: 'mine' });
  });

  it.each(['http://me:hush@here', 'http://here?token=hush', 'ftp://me:hush@here', 'http://here#hush'])(
    'is not shown where an address has it in it: %s',
    (address) => {
      expect(() => new TrussClient(address)).toThrow(/^(?!.*hush).*is not the address of a server/);
    },
  );

  it('is not shown where it cannot be sent', () => {
    expect(() => new TrussClient('http://here', { token: 'hush\n!' })).toThrow(
      /^(?!.*hush).*"authorization" cannot be sent/,
    );
  });
});

describe('an answer', () => {
  it('is sent and read as the bytes it is', async () => {
    const url = await serve((request, response) => {
      response.setHeader('content-type', request.headers['content-type'] ?? '');
      request.pipe(response);
    });
    const bytes = new Uint8Array([0, 255, 10]);
    const { contentType, chunks } = await new TrussClient(`${url}/v1/models/m`).ask({
      bytes,
      contentType: 'image/png',
    });
    const parts = [];
    for await (const chunk of chunks) parts.push(...chunk);
    expect({ contentType, parts }).toEqual({ contentType: 'image/png', parts: [0, 255, 10] });
  });

  it('is given item by item while it comes', async () => {
    let goOn = (): void => undefined;
    const url = await serve((request, response) => {
      response.writeHead(200, { 'content-type': `text/event-stream; for=${request.headers.accept}` });
      response.write(': a comment\r\nevent: x\r\ndata: {"token": "ä"}\r\n\r\nda');
      goOn = () => response.end('ta: two\ndata:lines\n\ndata: [DONE]\n\ndata: not read\n\n');
    });
    const items = new TrussClient(`${url}/v1/models/m`).stream({});
    expect(await items.next()).toEqual({ done: false, value: { token: 'ä' } });
    goOn();
    expect(await items.next()).toEqual({ done: false, value: 'two\nlines' });
    expect(await items.next()).toEqual({ done: true, value: undefined });
  });

  it.each([
    ['application/json', '[1, 2]', [[1, 2]]],
    ['text/plain; charset=utf-8', 'whole', ['whole']],
    ['application/x-ndjson', '"1"\n2\n\nnull', ['1', 2, null]],
  ])('of %s is given as what it is', async (type, body, items) => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
    });
    const given = [];
    for await (const item of new TrussClient(`${url}/v1/models/m`).stream({})) given.push(item);
    expect(given).toEqual(items);
  });

  it('that ends with an event of an error is that error', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: 1\n\nevent: error\ndata: {"error": "no more", "code": "MODEL_RAISED"}\n\n');
    });
    const items = new TrussClient(`${url}/v1/models/m`).stream({});
    expect(await items.next()).toEqual({ done: false, value: 1 });
    expect(await failure(items.next())).toMatchObject({ code: 'MODEL_RAISED', message: 'no more' });
  });

  it('that breaks off is an error', async () => {
    const url = await serve((_, response) => {
      response.write('data: 1\n\n', () => response.destroy());
    });
    const read = async (): Promise<void> => {
      for await (const item of new TrussClient(`${url}/v1/models/m`).stream({})) expect(item).toBe(1);
    };
    expect(await failure(read())).toMatchObject({ code: 'SERVER_ANSWER_INCOMPLETE' });
  });
});

describe('an error', () => {
  const answer =
    (status: number, body: string): RequestListener =>
    (_, response) => {
      response.writeHead(status).end(body);
    };

  it('is the one of the server', async () => {
    const url = await serve(answer(429, '{"error": "The queue is full", "code": "SERVER_BUSY"}'));
    const error = await failure(new TrussClient(`${url}/v1/models/m`).predict({}));
    expect(error).toEqual({ code: 'SERVER_BUSY', message: 'The queue is full', hint: undefined });
  });

  it.each([
    [502, '<h1>Bad gateway</h1>', ': <h1>Bad gateway</h1>'],
    [500, '{"error": "a bug", "code": "INTERNAL"}', ': a bug'],
    [418, '{"error": {"my": "own"}, "code": "TEAPOT"}', ': {"my":"own"}'],
    [404, '', ''],
  ])('of somebody else is quoted: %i %s', async (status, body, quoted) => {
    const url = `${await serve(answer(status, body))}/v1/models/m`;
    expect(await failure(new TrussClient(url).predict({}))).toMatchObject({
      code: 'SERVER_ANSWER_INVALID',
      message: `${url}:predict answered ${status}${quoted}.`,
    });
  });

  it('says that nobody listens, or that it is no server of Truss', async () => {
    const url = await serve(answer(200, 'hello'));
    expect(await failure(new TrussClient(url).models())).toMatchObject({ code: 'SERVER_ANSWER_INVALID' });
    const closed = await new Promise<string>((done) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => done(`http://127.0.0.1:${port}`));
      });
    });
    expect(await failure(new TrussClient(closed).models())).toMatchObject({
      code: 'SERVER_UNREACHABLE',
      message: `${closed}/v1/models cannot be reached: nothing listens there.`,
    });
  });

  it('says that an answer broke off that had begun', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.write('{"item": 1}\n', () => response.destroy());
    });
    expect(await failure(new TrussClient(`${url}/v1/models/m`).predict({}))).toMatchObject({
      code: 'SERVER_ANSWER_INCOMPLETE',
      message: `The answer of ${url}/v1/models/m:predict broke off: the server ended the connection.`,
    });
  });

  it('is the reason of an abort where there was one', async () => {
    const url = await serve(() => undefined);
    const reason = new Error('enough');
    await expect(new TrussClient(url).models(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('ready', () => {
  it('says why not', async () => {
    const loading = { name: 'm', ready: false, reason: 'it is loading', error: 'Not ready.', code: 'SERVER_NOT_READY' };
    const url = await serve((request, response) => {
      response.statusCode = request.url === '/v1/models/m' ? 503 : 200;
      response.end(JSON.stringify(loading));
    });
    const client = new TrussClient(url);
    expect(await client.ready({ model: 'm' })).toEqual({ ready: false, reason: 'Not ready. it is loading' });
    expect(await client.ready({ model: 'other' })).toEqual({ ready: true, reason: null });
  });
});

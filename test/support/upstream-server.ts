// A server that knows nothing of Truss, for the tests of upstream processes: `node upstream-server.ts --port 8000`.
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { WebSocketServer } from 'ws';

import type { Order } from '../conformance/backend-stage.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '' } }, allowPositionals: true });

/** What the tests ask about. */
const counts = { requests: 0, aborted: 0, written: 0, connections: 0, streams: 0, waiting: 0, read: 0 };

/** Whether an order has made it ill. */
let isIll = false;

/** Answers that an order holds back. */
const held = new Set<ServerResponse>();

/** Connections on which a request was answered before. */
const used = new WeakSet<object>();

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const routes: Readonly<Record<string, Answer>> = {
  '/healthy': (_, response) => void response.writeHead(isIll || existsSync('ill') ? 500 : 200).end(),
  '/ready': (_, response) => void response.writeHead(existsSync('loading') ? 503 : 200).end('{}'),
  '/generate': echo,
  '/v1/chat/completions': echo,
  '/v1/models': (_, response) => {
    if (existsSync('models.json')) response.end(readFileSync('models.json'));
    else response.writeHead(404).end('nothing here');
  },
  '/counts': (_, response) => void response.end(JSON.stringify(counts)),
  '/metrics': (_, response) => {
    response.end(`upstream_requests_total ${counts.requests}\ncounted_total 1\n`);
  },
  '/teapot': (_, response) => {
    response.writeHead(418, {
      'content-type': 'text/x-tea',
      'content-length': '15',
      'set-cookie': ['a=1', 'b=2'],
      connection: 'x-own',
      'x-own': '1',
    });
    response.end('short and stout');
  },
  '/obey': obey,
  '/events': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const word of ['one', 'two']) response.write(`data: ${word}\n\n`);
    response.end('data: [DONE]\n\n');
  },
  '/flood': flood,
  '/silence': (_, response) => void response.on('close', () => (counts.aborted += 1)),
  '/break': (_, response) => {
    response.write('half of ');
    setImmediate(() => response.destroy());
  },
  '/stale': ({ socket }, response) => {
    if (used.has(socket)) socket.destroy();
    else response.end('fresh');
  },
  '/refuse': ({ socket }) => void socket.destroy(),
  '/moved': ({ headers }, response) => {
    response.writeHead(302, { location: `http://${headers.host}/teapot?a=1#b` }).end();
  },
  '/nothing': (_, response) => void response.writeHead(204).end(),
  '/read-and-end': readAndEnd,
  '/switch': ({ socket }) =>
    void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
  '/crash': () => {
    process.stderr.write('out of memory\n', () => process.exit(7));
  },
  '/wait': (_, response) => {
    counts.waiting += 1;
    const timer = setInterval(() => {
      if (!existsSync('go')) return;
      clearInterval(timer);
      response.end('gone');
    }, 5);
  },
  '/large': (_, response) => {
    const body = Buffer.alloc(3 * 1024 * 1024, 'x');
    response.writeHead(200, { 'content-length': body.length }).end(body);
  },
  '/secret': (_, response) => void response.end(readFileSync(process.argv.at(-1) ?? '')),
};

/** Says what has come. */
function echo({ method, url, headers }: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { pid } = process;
  const { PORT: port, CUDA_VISIBLE_DEVICES: devices, MODE: mode } = process.env;
  const said = { method, url, headers, body: body.toString(), pid, port, devices, mode, directory: process.cwd() };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(said));
}

/** Reads a request and ends the connection, as it says: closed in order, or reset. Answers what is no POST. */
function readAndEnd({ method, url, socket }: IncomingMessage, response: ServerResponse): void {
  if (method !== 'POST') return void response.end('read');
  counts.read += 1;
  if (url?.endsWith('?reset') === true && 'resetAndDestroy' in socket) socket.resetAndDestroy();
  else socket.end();
}

/** Does what the body says, as every model of the conformance suite. */
function obey({ socket }: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const order = JSON.parse(body.toString()) as Order;
  const answer = (value: string): void => void response.setHeader('content-length', value.length).end(value);
  switch (order.do) {
    case 'answer':
      return answer(JSON.stringify(order.value));
    case 'stream':
      return stream(response, order);
    case 'wait':
      return void held.add(response);
    case 'open':
      for (const each of held) each.end();
      return answer('');
    case 'fail':
      return void socket.destroy();
    case 'sicken':
      isIll = true;
      return answer('');
    case 'die':
      process.exit(7);
  }
}

/** Writes items as fast as they are read. */
function stream(response: ServerResponse, { items, bytes, andThen }: Order & { readonly do: 'stream' }): void {
  let left = items;
  const write = (): void => {
    while (left > 0) {
      left -= 1;
      if (!response.write('x'.repeat(bytes))) return;
    }
    if (andThen === 'end') response.end();
  };
  response.on('drain', write);
  write();
}

/** Writes as long as somebody reads. */
function flood(_: IncomingMessage, response: ServerResponse): void {
  const piece = Buffer.alloc(64 * 1024);
  const write = (): void => {
    while (!response.destroyed) {
      counts.written += piece.length;
      if (!response.write(piece)) break;
    }
  };
  response.on('drain', write).on('close', () => (counts.aborted += 1));
  write();
}

const server = createServer((request, response) => {
  counts.requests += 1;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const answer = routes[(request.url ?? '').split('?')[0] ?? ''];
    if (answer === undefined) response.writeHead(404).end('nothing here');
    else answer(request, response, Buffer.concat(chunks));
    used.add(request.socket);
  });
});
server.on('connection', () => (counts.connections += 1));
// The library refuses all but one path; on one more nothing is ever said.
server.on('upgrade', (request, socket, head) => {
  if (request.url?.startsWith('/hang') === true) {
    counts.waiting += 1;
    socket.on('end', () => (counts.aborted += 1)).resume();
  } else if (request.url?.startsWith('/generate') === true) {
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  } else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
});
const sockets = new WebSocketServer({ noServer: true });
sockets.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', () => (counts.streams += 1));
});
process.on('SIGTERM', () => {
  process.stdout.write('goodbye\n', () => process.exit(0));
});
server.listen(Number(values.port), '127.0.0.1', () => process.stdout.write(`listening on ${values.port}\n`));

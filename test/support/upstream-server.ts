// A server that knows nothing of Truss, for the tests of upstream processes: `node upstream-server.ts --port 8000`.
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { WebSocketServer } from 'ws';

const { values } = parseArgs({ options: { port: { type: 'string', default: '' } }, allowPositionals: true });

/** What the tests ask about. */
const counts = { requests: 0, aborted: 0, written: 0, connections: 0, streams: 0, waiting: 0 };

/** Connections on which a request was answered before. */
const used = new WeakSet<object>();

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const routes: Readonly<Record<string, Answer>> = {
  '/healthy': (_, response) => void response.writeHead(existsSync('ill') ? 500 : 200).end(),
  '/ready': (_, response) => void response.writeHead(existsSync('loading') ? 503 : 200).end('{}'),
  '/generate': echo,
  '/v1/chat/completions': echo,
  '/counts': (_, response) => void response.end(JSON.stringify(counts)),
  '/metrics': (_, response) => void response.end(`upstream_requests_total ${counts.requests}\n`),
  '/teapot': (_, response) => {
    response.writeHead(418, {
      'content-type': 'text/x-tea',
      'set-cookie': ['a=1', 'b=2'],
      connection: 'x-own',
      'x-own': '1',
    });
    response.end('short and stout');
  },
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
const sockets = new WebSocketServer({ server, path: '/generate' });
sockets.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', () => (counts.streams += 1));
});
process.on('SIGTERM', () => {
  process.stdout.write('goodbye\n', () => process.exit(0));
});
server.listen(Number(values.port), '127.0.0.1', () => process.stdout.write(`listening on ${values.port}\n`));

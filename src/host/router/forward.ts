// A request, or a connection that becomes a WebSocket, handed on to the server of its model as it came.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, request as askHttp } from 'node:http';
import type { Duplex } from 'node:stream';

import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { refuse } from './refuse.ts';
import type { Target } from './targets.ts';

/** Shorter than what our servers allow an idle connection, so that it is the router who closes it. */
const IDLE_CONNECTION_MS = 1500;

const agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS });

/** What is said of a connection, and not of a message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

/** Asks a server what was asked of us. `body`: what was read of it already; not given: it is still to come. */
export function forward(request: IncomingMessage, response: ServerResponse, target: Target, body?: Buffer): void {
  const outgoing = askHttp({ ...asked(request, target), agent });
  let isAnswered = false;
  outgoing.once('response', (answer) => {
    isAnswered = true;
    // Refused before all of it was sent: nobody need send the rest.
    if (body === undefined && !request.complete) response.shouldKeepAlive = false;
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, messageHeaders(answer.rawHeaders));
    answer.once('error', () => response.destroy());
    answer.pipe(response);
  });
  // A server that has refused a body may close the connection while it still comes: what it said is passed on all the same.
  outgoing.on('error', (error) => {
    request.unpipe(outgoing);
    if (!isAnswered && !response.headersSent) refuse(response, silent(target, error));
  });
  // Whoever has left is not answered.
  response.once('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  if (body === undefined) request.pipe(outgoing);
  else outgoing.end(body);
}

/** The same for a request that wants another protocol: from its answer on, bytes both ways. */
export function tunnel(request: IncomingMessage, socket: Duplex, head: Buffer, target: Target): void {
  const { headers, ...rest } = asked(request, target);
  const upgrade = ['connection', 'Upgrade', 'upgrade', request.headers.upgrade ?? 'websocket'];
  const outgoing = askHttp({ ...rest, headers: [...headers, ...upgrade], agent: false });
  const end = (): void => {
    outgoing.destroy();
    socket.destroy();
  };
  outgoing.once('upgrade', (answer, upstream, upstreamHead) => {
    socket.write(headOf(answer));
    socket.write(upstreamHead);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
    upstream.once('error', end).once('close', end);
  });
  outgoing.once('response', (answer) => {
    socket.write(headOf(answer));
    answer.pipe(socket);
  });
  outgoing.once('error', end);
  socket.once('error', end).once('close', end);
  outgoing.end();
}

function asked(request: IncomingMessage, { host, port }: Target) {
  const { method, url: path, rawHeaders, socket, headers: said } = request;
  const chain = [said['x-forwarded-for'], socket.remoteAddress].filter((part) => part !== undefined).join(', ');
  const headers = messageHeaders(rawHeaders, 'x-forwarded-for');
  if (chain !== '') headers.push('x-forwarded-for', chain);
  if (said['transfer-encoding'] !== undefined) headers.push('transfer-encoding', 'chunked');
  return { host, port, method, path, headers };
}

/** Names and values in turn, without those of the connection and `more`. */
function messageHeaders(raw: readonly string[], more?: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    const low = name.toLowerCase();
    if (!HOP_BY_HOP.has(low) && low !== more) kept.push(name, value);
  }
  return kept;
}

function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A server that is being started again, for one. */
function silent({ name }: Target, error: NodeJS.ErrnoException): RequestFailure {
  const message = `The server of ${name} does not answer: ${error.code ?? error.message}`;
  return { code: 'UPSTREAM_FAILED', message };
}

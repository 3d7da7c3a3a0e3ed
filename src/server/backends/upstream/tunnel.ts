// A connection that is no longer HTTP after its first request, such as a WebSocket: bytes both ways.
import type { IncomingMessage } from 'node:http';
import { request as httpRequest, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Upgrade } from '../backend.ts';
import { targetPath } from './client-request.ts';
import { answerHeaders, requestHeaders } from './forward-headers.ts';

/** Where the tunnel leads. */
export interface TunnelTarget {
  readonly port: number;
  readonly predictEndpoint: string;
}

/** What a client may say before it was answered: nearly all say nothing. */
const MAX_EARLY_BYTES = 64 * 1024;

/**
 * Asks the upstream process to switch protocols, and ties both connections together when it does; what it answers otherwise is
 * passed on. Whichever side closes, the other is closed, too, and who leaves before the answer is not waited for.
 */
export function openTunnel(upgrade: Upgrade, { port, predictEndpoint }: TunnelTarget): void {
  const { http, id, socket, head, withinMs } = upgrade;
  const wanted = http.headers.find(([name]) => name === 'upgrade')?.[1] ?? 'websocket';
  const headers = requestHeaders({ id, headers: http.headers, client: http.client }, `127.0.0.1:${port}`);
  headers.push('connection', 'Upgrade', 'upgrade', wanted);
  const path = targetPath(http, predictEndpoint);
  const outgoing = httpRequest({ host: '127.0.0.1', port, method: http.method, path, headers, agent: false });
  const early = listenEarly(socket, () => outgoing.destroy());
  const refuse = (statusLine: string): void => {
    outgoing.destroy();
    if (socket.writable) socket.end(`HTTP/1.1 ${statusLine}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  const timer = startTimer(withinMs, () => refuse('504 Gateway Timeout'));
  outgoing.on('upgrade', (response, upstream, upstreamHead) => {
    clearTimeout(timer);
    early.stop();
    socket.write(headOf(response, port, ['Connection', 'Upgrade', 'Upgrade', wanted]));
    socket.write(upstreamHead);
    upstream.write(head);
    upstream.write(early.bytes);
    tie(socket, upstream);
  });
  outgoing.on('response', (response) => {
    clearTimeout(timer);
    early.stop();
    socket.write(headOf(response, port, ['Connection', 'close']));
    response.pipe(socket);
  });
  outgoing.on('error', () => refuse('502 Bad Gateway'));
  socket.on('error', () => {
    outgoing.destroy();
  });
  socket.on('close', () => {
    clearTimeout(timer);
    outgoing.destroy();
  });
  outgoing.end();
}

/** Calls `onOver` after so many milliseconds; with Infinity never. */
function startTimer(ms: number, onOver: () => void): NodeJS.Timeout | undefined {
  return Number.isFinite(ms) ? setTimeout(onOver, Math.min(ms, MAX_TIMER_MS)) : undefined;
}

/** The longest time that a timer of Node can wait for. */
const MAX_TIMER_MS = 0x7fffffff;

/** What a client says before it is answered. */
interface Early {
  readonly bytes: Buffer;
  /** Listens no longer. */
  stop(): void;
}

/** Listens to a client from its request to the answer: a connection that nobody reads does not tell that its other end is gone. */
function listenEarly(socket: Duplex, onLeft: () => void): Early {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const onData = (piece: Buffer): void => {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MAX_EARLY_BYTES) socket.destroy();
  };
  const onEnd = (): void => {
    onLeft();
    socket.destroy();
  };
  socket.on('data', onData).on('end', onEnd);
  return {
    get bytes() {
      return Buffer.concat(pieces);
    },
    stop: () => {
      socket.pause();
      socket.off('data', onData).off('end', onEnd);
    },
  };
}

/** Status line and headers as they go over a raw connection; the body, if any, ends with the connection. */
function headOf(response: IncomingMessage, port: number, own: readonly string[]): string {
  const { statusCode = 502, rawHeaders } = response;
  const headers = [...answerHeaders(rawHeaders, port).flat(), ...own];
  const lines = [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode] ?? ''}`];
  for (let index = 0; index + 1 < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** `pipe` holds back whoever is faster than the other side reads. */
function tie(one: Duplex, other: Duplex): void {
  one.pipe(other);
  other.pipe(one);
  one.on('error', () => other.destroy());
  other.on('error', () => one.destroy());
  one.on('close', () => other.destroy());
  other.on('close', () => one.destroy());
}

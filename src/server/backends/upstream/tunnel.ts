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

/**
 * Asks the upstream process to switch protocols, and ties both connections together when it does; what it answers otherwise is
 * passed on. Whichever side closes, the other is closed, too.
 */
export function openTunnel(upgrade: Upgrade, { port, predictEndpoint }: TunnelTarget): void {
  const { http, id, socket, head } = upgrade;
  const wanted = http.headers.find(([name]) => name === 'upgrade')?.[1] ?? 'websocket';
  const headers = requestHeaders({ id, headers: http.headers, client: http.client }, `127.0.0.1:${port}`);
  headers.push('connection', 'Upgrade', 'upgrade', wanted);
  const path = targetPath(http, predictEndpoint);
  const outgoing = httpRequest({ host: '127.0.0.1', port, method: http.method, path, headers, agent: false });
  outgoing.on('upgrade', (response, upstream, upstreamHead) => {
    socket.write(headOf(response, ['Connection', 'Upgrade', 'Upgrade', wanted]));
    socket.write(upstreamHead);
    upstream.write(head);
    tie(socket, upstream);
  });
  outgoing.on('response', (response) => {
    socket.write(headOf(response, ['Connection', 'close']));
    response.pipe(socket);
  });
  outgoing.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'));
  socket.on('error', () => outgoing.destroy());
  socket.on('close', () => outgoing.destroy());
  outgoing.end();
}

/** Status line and headers as they go over a raw connection; the body, if any, ends with the connection. */
function headOf(response: IncomingMessage, own: readonly string[]): string {
  const { statusCode = 502, rawHeaders } = response;
  const headers = [...answerHeaders(rawHeaders).flat(), ...own];
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

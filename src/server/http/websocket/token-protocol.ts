// The token of a page: a browser lets it choose nothing of a WebSocket's request but the names of subprotocols.
import type { IncomingMessage } from 'node:http';

/** `new WebSocket(url, ['chat', 'truss-token.TOKEN'])`. One that is no token must stand there too, since the server has to choose one. */
const PREFIX = 'truss-token.';

const HEADER = 'sec-websocket-protocol';

/** Puts a token that came as a subprotocol where tokens stand, so that from here on nobody has to know of it, nor sees it. */
export function moveToken(request: IncomingMessage): void {
  const { headers, rawHeaders } = request;
  const offered = headers[HEADER]?.split(',').map((name) => name.trim()) ?? [];
  const token = offered.find((name) => name.startsWith(PREFIX))?.slice(PREFIX.length);
  if (token === undefined) return;
  const others = offered.filter((name) => !name.startsWith(PREFIX)).join(', ');
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === HEADER) rawHeaders.splice(index, 2);
  }
  if (others === '') delete headers[HEADER];
  else {
    headers[HEADER] = others;
    rawHeaders.push('Sec-WebSocket-Protocol', others);
  }
  headers.authorization ??= `Bearer ${token}`;
}

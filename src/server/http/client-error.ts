// Requests that are not even HTTP, or do not arrive: there is no request object to answer through.
import type { ServerResponse as Response } from 'node:http';
import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { catalogue } from '../../core/errors/catalogue.ts';

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

const KNOWN: Readonly<Record<string, { code: ErrorCode; message: string }>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { code: 'REQUEST_TIMEOUT', message: 'The request did not arrive in time' },
  HPE_HEADER_OVERFLOW: { code: 'REQUEST_HEADERS_TOO_LARGE', message: 'The headers of the request are too large' },
};
/** A sender that does not hang up by itself gets so long to read why; without an end, each would hold a connection for good. */
const HANG_UP_AFTER_MS = 2000;

const MALFORMED = { code: 'REQUEST_MALFORMED', message: 'This is not a valid HTTP/1.1 request' } as const;

/** Answers what Node's parser refused, in JSON as everything else, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const current = currentResponse(socket);
  // Not to somebody who has hung up, and not into the middle of an answer whose own request is broken.
  if (!socket.writable || error.code === 'ECONNRESET' || (current?.headersSent === true && !current.req.complete)) {
    socket.destroy();
    return;
  }
  // Requests before it, sent without waiting, are answered first: the client tells answers by their order.
  if (current?.req.complete === true) {
    current.once('close', () => answerClientError(error, socket));
    return;
  }
  const { code, message } = KNOWN[error.code ?? ''] ?? MALFORMED;
  const status = catalogue[code].http;
  const body = JSON.stringify({ error: message, code });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_TEXT[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  const timer = setTimeout(() => socket.destroy(), HANG_UP_AFTER_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** Node notes the response that a connection is busy with here; its own default handler looks at the same place. */
function currentResponse(socket: Duplex): Response | null {
  const current: unknown = Reflect.get(socket, '_httpMessage');
  return current instanceof ServerResponse ? current : null;
}

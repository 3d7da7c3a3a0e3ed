// HTTP/2 for what is no gRPC: each request is spoken to the HTTP/1.1 server, over a connection that never leaves the process.
// Proxies and platforms ask so without TLS (Cloud Run, Envoy, Istio), and every rule of HTTP holds for them as it stands.
import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as askHttp } from 'node:http';
import type { Http2Session, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';

import type { ErrorCode } from '../../core/errors/catalogue.ts';
import type { Peer } from './virtual-connection.ts';
import { virtualConnection } from './virtual-connection.ts';

/** Takes a stream whose head has come: its headers, and the same as they were sent, names and values by turns. */
export type TakeStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[]) => void;

// RFC 9113, section 7. Not from `node:http2`, which would be loaded before anybody speaks HTTP/2.
const NO_ERROR = 0;
const INTERNAL_ERROR = 2;

/** So long may a reader take nothing of an answer that has broken off. */
const READER_PAUSE_MS = 2000;

/** What belongs to a connection of HTTP/1.1 and has no place in HTTP/2 (RFC 9113, section 8.2.2). */
const OF_A_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te']);

/** Makes the function that serves a stream by who takes connections of HTTP/1.1. */
export function createTakeStream(take: (connection: Duplex) => void): TakeStream {
  return function takeStream(stream, headers, raw) {
    stream.on('error', () => {});
    const { ':method': method = '', ':path': path } = headers;
    // It asks for a tunnel to somewhere else.
    if (path === undefined) return refuse(stream, 'CONNECT is not served');
    const { asking, served } = virtualConnection(peerOf(stream.session));
    let request: ClientRequest;
    try {
      const createConnection = (): typeof asking => asking;
      request = askHttp({ createConnection, method, path, headers: plainHeaders(stream, headers, raw) });
    } catch (error) {
      // Today's HTTP/2 lets nothing through that HTTP/1.1 could not say. Were that to change, one request fails, and not the server.
      asking.destroy();
      return refuse(stream, `The request cannot be read: ${error instanceof Error ? error.message : ''}`);
    }
    relay(stream, request);
    take(served);
  };
}

function relay(stream: ServerHttp2Stream, request: ClientRequest): void {
  request.on('continue', () => {
    if (!stream.destroyed) stream.additionalHeaders({ ':status': 100 });
  });
  request.on('response', (response) => answer(stream, response));
  // Without an answer, whose end it is otherwise: an upload may end early because it was refused.
  request.on('error', () => {
    if (!stream.headersSent) stream.close(INTERNAL_ERROR);
  });
  // Whoever resets the stream has left, as who closes a connection of HTTP/1.1.
  stream.once('close', () => request.destroy());
  stream.pipe(request);
}

function answer(stream: ServerHttp2Stream, response: IncomingMessage): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': response.statusCode, ...withoutConnection(response.headers) });
  response.once('error', () => breakOff(stream));
  // Who was answered before all was sent need not send the rest (RFC 9113, section 8.1).
  stream.once('finish', () => {
    if (!stream.readableEnded) stream.close(NO_ERROR);
  });
  response.pipe(stream);
}

/**
 * Ends an answer of which the rest does not come. Closing the stream would say first that this was all, and nothing after that. What was
 * written goes out before, unless its reader takes nothing.
 */
function breakOff(stream: ServerHttp2Stream): void {
  const destroy = (): void => void stream.destroy(new Error('The answer has broken off'));
  if (stream.writableLength === 0) return destroy();
  const timer = setTimeout(destroy, READER_PAUSE_MS).unref();
  stream.once('close', () => clearTimeout(timer)).write('', destroy);
}

function withoutConnection(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_A_CONNECTION.has(name)));
}

/**
 * As they were sent, so that two hosts or two tokens stay two, for the server to refuse. Where nobody has said how long the
 * body is, it comes in chunks.
 */
function plainHeaders(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[]): string[] {
  const { ':authority': authority, 'content-length': length } = headers;
  const plain: string[] = authority === undefined ? [] : ['host', authority];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name = '', value = ''] = raw.slice(index, index + 2);
    const isPlain = !name.startsWith(':') && !OF_A_CONNECTION.has(name);
    if (isPlain && !(name === 'host' && value === authority)) plain.push(name, value);
  }
  if (length !== undefined) return plain;
  return [...plain, ...(stream.endAfterHeaders ? ['content-length', '0'] : ['transfer-encoding', 'chunked'])];
}

function peerOf(session: Http2Session | undefined): Peer {
  // HTTP/2 hides its socket behind one that lets only such questions through.
  const { remoteAddress, remotePort, remoteFamily } = session?.socket ?? {};
  return { remoteAddress, remotePort, remoteFamily, encrypted: session?.encrypted === true };
}

function refuse(stream: ServerHttp2Stream, error: string): void {
  const body = JSON.stringify({ error, code: 'REQUEST_MALFORMED' satisfies ErrorCode });
  stream.respond({ ':status': 400, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  stream.end(body);
}

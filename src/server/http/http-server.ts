// The HTTP/1.1 server: listening, bounds, and the end of it.
import type { Server } from 'node:http';
import { createServer } from 'node:http';

import { TrussError } from '../../core/errors/truss-error.ts';
import { systemCode } from '../system-code.ts';
import { answerClientError } from './client-error.ts';
import { drainConnections } from './drain-connections.ts';
import { createRequestHandler } from './handle-request.ts';
import type { HttpContext } from './http-context.ts';

/** A server that listens. */
export interface HttpServer {
  readonly port: number;
  /** Takes no new connections, and resolves when every prediction that was accepted is answered. */
  drain(): Promise<void>;
  /** Closes every connection. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 *
 * @throws TrussError SERVER_PORT_IN_USE, or SERVER_LISTEN_FAILED for any other reason
 */
export async function listen(context: HttpContext, host: string, port: number): Promise<HttpServer> {
  const { limits, logger, open, service } = context;
  const handle = createRequestHandler(context);
  const server = createServer({
    connectionsCheckingInterval: limits.timeoutCheckMs,
    headersTimeout: limits.headersTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
    requestTimeout: limits.requestTimeoutMs,
  });
  server.maxConnections = limits.maxConnections;
  server.on('request', handle);
  // `Expect: 100-continue`: the route says whether it wants the body.
  server.on('checkContinue', handle);
  server.on('clientError', answerClientError);
  await startListening(server, host, port);
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  // Too many open files, for one: the connections that there are go on.
  server.on('error', (error) => logger.error({ error: String(error) }, 'A connection could not be accepted'));
  const longestMs = (): number => Math.max(...service.entries.map((entry) => entry.limits.timeoutMs));
  return {
    port: boundPort(server),
    drain: () => drainConnections(server, { open, longestMs: longestMs() }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function startListening(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw listenError(error, host, port);
  }
  server.off('error', reject);
}

function boundPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port');
  return address.port;
}

function listenError(cause: unknown, host: string, port: number): TrussError {
  if (systemCode(cause) === 'EADDRINUSE') {
    const message = `Port ${port} of ${host} is in use`;
    return new TrussError('SERVER_PORT_IN_USE', {
      message,
      hint: 'Choose another port, such as 0 for a free one.',
      cause,
    });
  }
  return new TrussError('SERVER_LISTEN_FAILED', {
    message: `Cannot listen on ${host}:${port}: ${String(cause)}`,
    cause,
  });
}

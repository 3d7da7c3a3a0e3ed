// The HTTP/1.1 server: its bounds, and the end of it. It listens nowhere: it is given connections.
import { createServer } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Entry } from '../service/entry.ts';
import { answerClientError } from './client-error.ts';
import type { DirectOptions } from './direct/direct-connection.ts';
import { DirectConnection } from './direct/direct-connection.ts';
import { answerOpenExchanges } from './exchange/answer-open-exchanges.ts';
import type { HttpContext } from './exchange/http-context.ts';
import { refuseExpectation } from './exchange/preconditions.ts';
import { createRequestHandler } from './routing/handle-request.ts';
import type { AskedPrediction } from './routing/prediction-paths.ts';
import { createUpgradeHandler } from './websocket/handle-upgrade.ts';
import { Sessions } from './websocket/sessions.ts';

/** The body follows its head at once, or its client is slow, with which Node deals. */
const REST_MS = 1000;

/** What speaks HTTP/1.1 on connections. */
export interface HttpServer {
  /**
   * Serves a connection, plain or out of TLS, whose first bytes may have been read and put back; also one that is no socket
   * but has its addresses (http.Server, event 'connection').
   */
  readonly take: (connection: Duplex) => void;
  /** Answers a connection that has sent nothing for too long. */
  readonly takeSilent: (socket: Socket) => void;
  /** Resolves when every prediction that was accepted is answered, and every WebSocket closed. Connections must not come any more. */
  drain(): Promise<void>;
  /** Asks the clients of a model's WebSockets to leave; resolves when they have, or must. */
  endSessions(entry: Entry): Promise<void>;
  /** Closes every connection. */
  close(): void;
}

/** Makes the server. */
export function createHttpServer(context: HttpContext): HttpServer {
  const { limits, open } = context;
  const { handle, findPrediction, predict } = createRequestHandler(context);
  const sessions = new Sessions(limits);
  const handleUpgrade = createUpgradeHandler(context, sessions);
  const server = createServer({
    connectionsCheckingInterval: limits.timeoutCheckMs,
    headersTimeout: limits.headersTimeoutMs,
    // Two hosts, or two tokens, are then neither of them, rather than the first.
    joinDuplicateHeaders: true,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.maxHeaderBytes,
    requestTimeout: limits.requestTimeoutMs,
    // The route answers those without one itself: Node does so without a body.
    requireHostHeader: false,
    // Some clients offer HTTP/2 by an upgrade on their first request; they are answered in HTTP/1.1.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  });
  // Whoever has sent all that there is to send may say so, and be answered (RFC 9112, 9.6). Node's types do not know it.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('request', handle);
  // `Expect: 100-continue`: the route says whether it wants the body.
  server.on('checkContinue', handle);
  server.on('checkExpectation', (request, response) => refuseExpectation({ context, request, response }));
  server.on('clientError', answerClientError);
  server.on('upgrade', (request, _socket, head) => handleUpgrade(request, head));
  // Node begins to watch the time-outs of a server's connections when it listens, which this one never does itself.
  server.emit('listening');
  const giveToNode = (connection: Duplex): void => {
    server.emit('connection', connection);
    connection.resume();
  };
  const direct: DirectOptions<AskedPrediction> = {
    keepAliveMs: limits.keepAliveMs,
    restMs: Math.min(REST_MS, limits.headersTimeoutMs),
    find: findPrediction,
    serve: predict,
    handOver: giveToNode,
    refuseHalf: (socket) => answerClientError(new HalfRequestError(), socket),
  };
  return {
    take: (connection) => {
      if (connection instanceof Socket) DirectConnection.serve(connection, direct);
      else giveToNode(connection);
    },
    takeSilent: (socket) => answerClientError(new SilenceError(), socket),
    drain: async () => {
      await Promise.all([answerOpenExchanges(open), sessions.drain()]);
    },
    endSessions: (entry) => sessions.endOf(entry),
    close: () => {
      // Ends the watch over time-outs as well.
      server.close();
      server.closeAllConnections();
      sessions.close();
    },
  };
}

/** What Node's parser reports of a request that ends before its end. */
class HalfRequestError extends Error implements NodeJS.ErrnoException {
  readonly code = 'HPE_INVALID_EOF_STATE';
}

/** What Node's parser reports of a request that does not arrive. */
class SilenceError extends Error implements NodeJS.ErrnoException {
  readonly code = 'ERR_HTTP_REQUEST_TIMEOUT';
}

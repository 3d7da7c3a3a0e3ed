// One port for several servers, each of which has one model: a request goes to the one whose model it names.
import { createServer } from 'node:http';
import { performServerHandshake } from 'node:http2';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { answerClientError } from '../../server/http/client-error.ts';
import { createTakeStream } from '../../server/http2/take-stream.ts';
import { openPort } from '../../server/port/port.ts';
import type { Logger } from '../../server/telemetry/logger.ts';
import { CallForwarder } from './forward-call.ts';
import { createRouteRequest, createRouteUpgrade } from './route-request.ts';
import type { Targets } from './targets.ts';

/** Where it listens. */
export interface RouterOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly logger: Logger;
}

/** A router that listens. */
export interface RunningRouter {
  readonly port: number;
  /** Takes nothing more, and ends when what was taken is answered, or after `withinMs`. */
  drain(withinMs: number): Promise<void>;
}

/** Of a client that says nothing. */
const SILENCE_MS = 60_000;

const MAX_CONNECTIONS = 10_000;

/** How often it is looked whether all is answered. */
const LOOK_MS = 50;

/**
 * Opens the port of a router.
 *
 * @throws {TrussError} `SERVER_PORT_IN_USE`, `SERVER_LISTEN_FAILED`
 */
export async function serveRouter(targets: Targets, { host, port, logger }: RouterOptions): Promise<RunningRouter> {
  let open = 0;
  const http = createServer({ requestTimeout: 0, keepAliveTimeout: SILENCE_MS });
  http.on('request', (request, response) => {
    open += 1;
    response.once('close', () => (open -= 1));
  });
  http.on('request', createRouteRequest(targets));
  http.on('upgrade', createRouteUpgrade(targets));
  http.on('clientError', answerClientError);
  const calls = new CallForwarder(targets);
  const takeOther = createTakeStream((connection) => http.emit('connection', connection));
  const takeHttp = (socket: Socket): void => {
    http.emit('connection', socket);
    socket.resume();
  };
  const takeHttp2 = (socket: Socket): void => {
    socket.allowHalfOpen = false;
    const session = performServerHandshake(socket);
    session.on('error', () => undefined);
    session.on('stream', (stream, headers, _flags, raw) => {
      if (headers['content-type']?.startsWith('application/grpc') === true) calls.take(stream, headers);
      else takeOther(stream, headers, raw);
    });
  };
  const silent = (socket: Socket): void => void socket.destroy();
  const protocols = { http: takeHttp, http2: takeHttp2, grpc: takeHttp2, silent, silenceMs: SILENCE_MS };
  const listening = await openPort({
    host,
    port,
    grpcPort: null,
    maxConnections: MAX_CONNECTIONS,
    protocols,
    tls: null,
    logger,
  });
  return {
    port: listening.port,
    drain: async (withinMs) => {
      await listening.stop();
      const endAt = performance.now() + withinMs;
      while (open + calls.open > 0 && performance.now() < endAt) await sleep(LOOK_MS);
      calls.close();
      http.closeAllConnections();
      await listening.close();
    },
  };
}

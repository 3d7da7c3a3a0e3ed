// `WS /v1/websocket`: from a request to upgrade to a session with a model.
import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';

import { WebSocketServer } from 'ws';

import { encodeHeader } from '../../../core/wire/encode.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { Entry } from '../../service/entry.ts';
import { isForeign } from '../gate/cross-origin.ts';
import { isCaller } from '../gate/gate.ts';
import type { HttpContext } from '../http-context.ts';
import { headRefusal } from '../preconditions.ts';
import { describeRequest } from '../request-header.ts';
import { requestId } from '../../service/request-id.ts';
import { sendFailure } from '../send.ts';
import { findEntry } from './find-entry.ts';
import { meterInput } from './meter-input.ts';
import { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** The model has no method for sessions; today's code for it. */
const UNSUPPORTED = 1003;

/** Makes the function that takes the requests to upgrade of a server; `head` is what came on the connection after the request. */
export function createUpgradeHandler(
  context: HttpContext,
  sessions: Sessions,
): (request: IncomingMessage, head: Buffer) => void {
  return function handleUpgrade(request, head) {
    const { socket } = request;
    // Node has let go of the connection: an error that nobody listens to would end the process.
    socket.on('error', () => socket.destroy());
    const malformed = headRefusal(request);
    if (malformed !== null) return refuse(context, request, malformed);
    const caller = context.gate.admit(request, { isProbe: false });
    if (!isCaller(caller)) return refuse(context, request, caller);
    const entry = findEntry(context.service, request.url?.split('?', 1)[0] ?? '');
    if (!(entry instanceof Entry)) return refuse(context, request, entry);
    const refusal = originRefusal(context, request) ?? sessionRefusal(context, entry, sessions);
    if (refusal !== null) return refuse(context, request, refusal);
    const id = requestId(request.headers['x-request-id']);
    if (entry.facts.passesThrough)
      return entry.upgrade({ id, http: describeRequest(request, caller.name), socket, head });
    accept(request, head, { context, sessions, entry, id, caller: caller.name });
  };
}

/** A page of any site can open a WebSocket to a server on the same laptop, and read what it says: CORS does not cover it. */
function originRefusal({ gate }: HttpContext, request: IncomingMessage): RequestFailure | null {
  const { origin } = request.headers;
  if (!isForeign(request) || gate.origins.allows(origin)) return null;
  return {
    code: 'ORIGIN_REFUSED',
    message: `Pages of ${JSON.stringify(origin ?? 'another origin')} may not ask this server`,
    hint: 'Add the origin to runtime.cors.allow_origins of the config.',
  };
}

function sessionRefusal({ service }: HttpContext, entry: Entry, sessions: Sessions): RequestFailure | null {
  if (service.isDraining) return { code: 'SERVER_DRAINING', message: 'The server is shutting down' };
  if (sessions.hasRoom) return entry.sessionRefusal();
  return { code: 'SERVER_BUSY', message: 'As many WebSockets are open as this server takes' };
}

/** Answers as HTTP: the connection has not become a WebSocket. */
function refuse(context: HttpContext, request: IncomingMessage, failure: RequestFailure): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  response.on('finish', () => request.socket.destroySoon());
  sendFailure({ context, request, response }, { failure });
}

/** What a session needs beside its connection. */
interface AcceptParts {
  readonly context: HttpContext;
  readonly sessions: Sessions;
  readonly entry: Entry;
  readonly id: string;
  readonly caller: string | null;
}

function accept(request: IncomingMessage, head: Buffer, { context, sessions, entry, id, caller }: AcceptParts): void {
  const { accessLog } = context;
  const startedAt = performance.now();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: entry.limits.maxBodyBytes,
    // Each connection would hold its own compressor, some 300 KB; and a small message can inflate to a very large one.
    perMessageDeflate: false,
  });
  server.handleUpgrade(request, request.socket, head, (webSocket) => {
    // A client that breaks the protocol: it is told so with a close code, and 'close' follows.
    webSocket.on('error', () => {});
    if (entry.capabilities?.methods['websocket'] === undefined) {
      return webSocket.close(UNSUPPORTED, 'The model has no method websocket');
    }
    // First, so that a message that is whole is given back before the session takes it.
    meterInput(webSocket, request.socket, context.bodies);
    const session = new Session({
      id,
      entry,
      socket: webSocket,
      bodies: context.bodies,
      onOver: (over, status, failure) => {
        sessions.remove(over);
        const totalMs = performance.now() - startedAt;
        if (!accessLog.wants(status, totalMs)) return;
        accessLog.write({ id, entry: entry.name, caller, status, totalMs, queueMs: 0, computeMs: 0, failure });
      },
    });
    sessions.add(session);
    session.begin(encodeHeader({ method: 'websocket', http: describeRequest(request, caller) }));
  });
}

// `WS /v1/websocket`: from a request to upgrade to a session with a model.
import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';

import { WebSocketServer } from 'ws';

import { encodeHeader } from '../../../core/wire/encode.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { Entry } from '../../service/entry.ts';
import { isCaller } from '../gate/gate.ts';
import type { HttpContext } from '../exchange/http-context.ts';
import { headRefusal } from '../exchange/preconditions.ts';
import { describeRequest } from '../exchange/request-header.ts';
import { requestId } from '../../service/request-id.ts';
import { sendFailure } from '../answer/send.ts';
import { findEntry } from './find-entry.ts';
import { meterInput } from './meter-input.ts';
import { Session } from './session.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import { TunnelSession } from './tunnel-session.ts';

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
    const entry = findEntry(context.service.registry, request.url?.split('?', 1)[0] ?? '');
    if (isRefusal(entry)) return refuse(context, request, entry);
    // A page of any site can open a WebSocket to a server on the same laptop, and read what it says: CORS does not cover it.
    const strange = context.gate.origins.pageRefusal(request);
    const refusal = strange ?? sessionRefusal(context, entry, sessions);
    if (refusal !== null) return refuse(context, request, refusal);
    const id = requestId(request.headers['x-request-id']);
    const parts = { context, sessions, entry, id, caller: caller.name };
    if (entry.facts.passesThrough) handOver(request, head, parts);
    else accept(request, head, parts);
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

/** The server behind the entry speaks with the client itself. */
function handOver(request: IncomingMessage, head: Buffer, parts: AcceptParts): void {
  const { entry, id, caller } = parts;
  const { socket } = request;
  const forget = remember(new TunnelSession(entry, socket), parts);
  socket.once('close', () => forget(200, null));
  entry.upgrade({ id, http: describeRequest(request, caller), socket, head });
}

/** Counts a session; gives what is to be called when it is over: its status as an HTTP request's would be. */
function remember(
  session: OpenSession,
  { context, sessions, entry, id, caller }: AcceptParts,
): (status: number, failure: RequestFailure | null) => void {
  const { accessLog } = context;
  const startedAt = performance.now();
  sessions.add(session);
  entry.statistics.openSessions += 1;
  return (status, failure) => {
    sessions.remove(session);
    entry.statistics.openSessions -= 1;
    const totalMs = performance.now() - startedAt;
    if (!accessLog.wants(status, totalMs)) return;
    accessLog.write({ id, entry: entry.name, caller, status, totalMs, queueMs: 0, computeMs: 0, failure });
  };
}

/** What a session needs beside its connection. */
interface AcceptParts {
  readonly context: HttpContext;
  readonly sessions: Sessions;
  readonly entry: Entry;
  readonly id: string;
  readonly caller: string | null;
}

function accept(request: IncomingMessage, head: Buffer, parts: AcceptParts): void {
  const { context, entry, id, caller } = parts;
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
      onOver: (status, failure) => forget(status, failure),
    });
    const forget = remember(session, parts);
    session.begin(encodeHeader({ method: 'websocket', http: describeRequest(request, caller) }));
  });
}

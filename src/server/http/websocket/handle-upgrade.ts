// `WS /v1/websocket`: from a request to upgrade to a session with a model.
import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';

import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';

import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { encodeHeader } from '../../../core/wire/encode.ts';
import type { RequestLife } from '../../service/ending.ts';
import type { Entry } from '../../service/entry.ts';
import { traceMembers } from '../../service/trace-headers.ts';
import type { FailureAnswer } from '../answer/send.ts';
import { sendFailure } from '../answer/send.ts';
import { beginningOf } from '../exchange/beginning-of.ts';
import type { HttpContext } from '../exchange/http-context.ts';
import { headRefusal } from '../exchange/preconditions.ts';
import { timeoutMs, TIMEOUT_HEADER } from '../exchange/request-deadline.ts';
import { describeRequest } from '../exchange/request-header.ts';
import { findEntry, WEBSOCKET_PATH } from './find-entry.ts';
import type { Pings } from './heartbeat.ts';
import { meterInput } from './meter-input.ts';
import { Session } from './session.ts';
import type { OpenSession, Sessions } from './sessions.ts';
import { moveToken } from './token-protocol.ts';
import { TunnelSession } from './tunnel-session.ts';

/** The model has no method for sessions; today's code for it. */
const UNSUPPORTED = 1003;

/** The only version that became a standard: RFC 6455, 4.1. */
const VERSION = '13';

/** Makes the function that takes the requests to upgrade of a server; `head` is what came on the connection after the request. */
export function createUpgradeHandler(
  context: HttpContext,
  sessions: Sessions,
): (request: IncomingMessage, head: Buffer) => void {
  return function handleUpgrade(request, head) {
    const { socket } = request;
    request.url = context.gate.outside.withoutPrefix(request.url ?? '');
    if (context.gate.isGuarded) moveToken(request);
    // Node has let go of the connection: an error that nobody listens to would end the process.
    socket.on('error', () => socket.destroy());
    const malformed = headRefusal(request);
    if (malformed !== null) return answerRefusal(context, request, { failure: malformed });
    const version = request.headers['sec-websocket-version'];
    if (version !== undefined && version !== VERSION) return refuseVersion(context, request, version);
    const caller = context.gate.admit(request, { isProbe: false });
    const life = context.endings.beginSession(
      beginningOf(request, { caller: isRefusal(caller) ? null : caller.name, route: WEBSOCKET_PATH }),
    );
    const refuse = (failure: RequestFailure): void => {
      answerRefusal(context, request, { failure, id: life.id });
      life.failed(failure);
    };
    if (isRefusal(caller)) return refuse(caller);
    const entry = findEntry(context.service.registry, request.url ?? '');
    if (isRefusal(entry)) return refuse(entry);
    life.entry = entry;
    // A page of any site can open a WebSocket to a server on the same laptop, and read what it says: CORS does not cover it.
    const strange = context.gate.origins.pageRefusal(request);
    const refusal = strange ?? sessionRefusal(context, entry, sessions);
    if (refusal !== null) return refuse(refusal);
    const timeout = timeoutMs(request.headers[TIMEOUT_HEADER]);
    if (isRefusal(timeout)) return refuse(timeout);
    const asked = { context, sessions, life, entry, request, head };
    if (entry.facts.passesThrough) handOver(asked, timeout);
    else accept(asked);
  };
}

/** The library that shakes hands takes a draft of 2010, too. RFC 6455, 4.4: the client is told which version there is. */
function refuseVersion(context: HttpContext, request: IncomingMessage, version: string): void {
  const message = `The version ${version.slice(0, 64)} of the WebSocket protocol is not spoken here, only ${VERSION}`;
  const failure: RequestFailure = { code: 'REQUEST_HEADER_INVALID', message };
  answerRefusal(context, request, { failure, headers: ['Sec-WebSocket-Version', VERSION] });
}

/** A session that may begin, and the request that asks for it. */
interface AskedSession {
  readonly context: HttpContext;
  readonly sessions: Sessions;
  readonly life: RequestLife;
  readonly entry: Entry;
  readonly request: IncomingMessage;
  /** What came on the connection after the request. */
  readonly head: Buffer;
}

function sessionRefusal({ service }: HttpContext, entry: Entry, sessions: Sessions): RequestFailure | null {
  if (service.isDraining) return { code: 'SERVER_DRAINING', message: 'The server is shutting down' };
  if (sessions.hasRoom) return entry.sessionRefusal();
  return { code: 'SERVER_BUSY', message: 'As many WebSockets are open as this server takes' };
}

/** Answers as HTTP: the connection has not become a WebSocket. */
function answerRefusal(context: HttpContext, request: IncomingMessage, answer: FailureAnswer): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  response.on('finish', () => request.socket.destroySoon());
  sendFailure({ context, request, response }, answer);
}

/** The server behind the entry speaks with the client itself. */
function handOver(asked: AskedSession, timeout: number): void {
  const { context, life, entry, request, head } = asked;
  const { socket } = request;
  const end = open(new TunnelSession(entry, socket), asked);
  socket.once('close', () => end(null));
  // As for every other request, until its answer begins.
  const withinMs = Math.min(timeout, entry.limits.timeoutMs);
  const http = describeRequest(request, { gate: context.gate, trace: life.trace });
  entry.upgrade({ id: life.id, http, socket, head, withinMs });
}

function accept(asked: AskedSession): void {
  const { life, entry, request, head } = asked;
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: entry.limits.maxBodyBytes,
    // Each connection would hold its own compressor, some 300 KB; and a small message can inflate to a very large one.
    perMessageDeflate: false,
  });
  let hasBegun = false;
  server.handleUpgrade(request, request.socket, head, (webSocket) => {
    hasBegun = true;
    begin(asked, webSocket);
  });
  // Before it returns, the library has begun, or has answered that the handshake is none.
  if (!hasBegun) life.failed({ code: 'REQUEST_MALFORMED', message: 'This is no valid handshake of a WebSocket' });
}

function begin(asked: AskedSession, webSocket: WebSocket): void {
  const { context, life, entry, request } = asked;
  const { bodies, unread } = context;
  // A client that breaks the protocol: it is told so with a close code, and 'close' follows.
  webSocket.on('error', () => {});
  if (entry.capabilities?.methods['websocket'] === undefined) {
    webSocket.close(UNSUPPORTED, NO_METHOD.message);
    return life.failed(NO_METHOD);
  }
  // First, so that a message that is whole is given back before the session takes it.
  meterInput(webSocket, request.socket, bodies);
  const onOver = (failure: RequestFailure | null): void => end(failure);
  const pings = pingsOf(entry, context);
  const session = new Session({ id: life.id, entry, socket: webSocket, bodies, unread, pings, onOver });
  const end = open(session, asked);
  const http = describeRequest(request, { gate: context.gate, trace: life.trace });
  session.begin(encodeHeader({ method: 'websocket', http, ...traceMembers(life.trace) }));
}

/** What the config says, or what holds for all; an answer is due before the next ping, where nothing else is said. */
function pingsOf({ limits }: Entry, { limits: { sessionPingMs } }: HttpContext): Pings {
  const intervalMs = limits.pingIntervalMs ?? sessionPingMs;
  return { intervalMs, timeoutMs: limits.pingTimeoutMs ?? intervalMs };
}

const NO_METHOD: RequestFailure = { code: 'MODEL_METHOD_MISSING', message: 'The model has no method websocket' };

/** Counts a session among those that are open; gives what is to be called when it is over, with why where it failed. */
function open(session: OpenSession, { sessions, life, entry }: AskedSession): (failure: RequestFailure | null) => void {
  sessions.add(session);
  entry.statistics.openSessions += 1;
  return (failure) => {
    sessions.remove(session);
    entry.statistics.openSessions -= 1;
    if (failure === null) life.answered(200, null);
    else life.failed(failure);
  };
}

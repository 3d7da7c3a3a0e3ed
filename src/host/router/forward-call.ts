// A call of gRPC, handed on to the server of the model that its first message names.
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { connect, constants } from 'node:http2';

import { isRefusal } from '../../core/inference/refusal.ts';
import { nameInMessage } from '../../core/protocols/named-model.ts';
import type { Target, Targets } from './targets.ts';
import { areReady } from './together.ts';

/** A byte that says whether the message is compressed, and its length (gRPC over HTTP/2). */
const PREFIX_BYTES = 5;

/** Statuses of gRPC. */
const STATUS = { ok: 0, invalid: 3, notFound: 5, unimplemented: 12, unavailable: 14 } as const;

/** `ready: true` of V2, and `status: SERVING`, or `NOT_SERVING`, of a health check. */
const READY = Buffer.of(0x08, 1);
const NOT_SERVING = Buffer.of(0x08, 2);

/** Asked of all models together, without a name. */
const OF_ALL: Readonly<Record<string, { readonly yes: Buffer; readonly no: Buffer }>> = {
  '/inference.GRPCInferenceService/ServerLive': { yes: READY, no: READY },
  '/inference.GRPCInferenceService/ServerReady': { yes: READY, no: Buffer.of() },
  '/grpc.health.v1.Health/Check': { yes: READY, no: NOT_SERVING },
};

/** Hands calls on, over one connection for each server. */
export class CallForwarder {
  readonly #targets: Targets;
  readonly #sessions = new Map<Target, ClientHttp2Session>();
  readonly #open = new Set<ServerHttp2Stream>();

  constructor(targets: Targets) {
    this.#targets = targets;
  }

  /** How many calls are not over. */
  get open(): number {
    return this.#open.size;
  }

  /** Takes a call whose head has come. */
  take(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    this.#open.add(stream);
    stream.on('error', () => undefined);
    stream.once('close', () => this.#open.delete(stream));
    const held: Buffer[] = [];
    const look = (isWhole: boolean): void => {
      const name = nameIn(Buffer.concat(held), isWhole);
      if (name === null) return;
      stream.pause();
      stream.off('data', onData).off('end', onEnd);
      void this.#route(stream, headers, { name, held, isWhole });
    };
    const onData = (bytes: Buffer): void => {
      held.push(bytes);
      look(false);
    };
    const onEnd = (): void => look(true);
    stream.on('data', onData).once('end', onEnd);
  }

  /** Ends the connections. */
  close(): void {
    for (const session of this.#sessions.values()) session.destroy();
  }

  async #route(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    {
      name,
      held,
      isWhole,
    }: { readonly name: string | Refused; readonly held: readonly Buffer[]; readonly isWhole: boolean },
  ): Promise<void> {
    if (typeof name !== 'string') return end(stream, name.status, name.message);
    const path = headers[':path'] ?? '';
    const ofAll = name === '' ? OF_ALL[path] : undefined;
    if (ofAll !== undefined) return answer(stream, (await areReady(this.#targets.all)) ? ofAll.yes : ofAll.no);
    const [first] = this.#targets.all;
    // What is about no model (reflection, the metadata of the server) each of them knows.
    const target = name === '' ? first : this.#targets.find(name);
    if (target === undefined) return end(stream, STATUS.unavailable, 'There is no server');
    if (isRefusal(target)) return end(stream, STATUS.notFound, target.message);
    this.#handOn(stream, headers, { target, held, isWhole });
  }

  #handOn(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    { target, held, isWhole }: { readonly target: Target; readonly held: readonly Buffer[]; readonly isWhole: boolean },
  ): void {
    if (stream.destroyed) return;
    const outgoing = this.#session(target).request({ ...headers, ':authority': `${target.host}:${target.port}` });
    relay(stream, outgoing, target);
    for (const bytes of held) outgoing.write(bytes);
    if (isWhole) outgoing.end();
    else stream.pipe(outgoing);
  }

  #session(target: Target): ClientHttp2Session {
    const known = this.#sessions.get(target);
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const session = connect(`http://${target.host}:${target.port}`);
    session.on('error', () => undefined);
    // A server that is to end takes no more calls on this connection.
    session.once('goaway', () => this.#sessions.delete(target));
    session.once('close', () => {
      if (this.#sessions.get(target) === session) this.#sessions.delete(target);
    });
    this.#sessions.set(target, session);
    return session;
  }
}

/** Why a call is not handed on. */
interface Refused {
  readonly status: number;
  readonly message: string;
}

/** The name that stands in the first message of a call; null: more of it is needed. */
function nameIn(bytes: Buffer, isWhole: boolean): string | Refused | null {
  if (bytes.length < PREFIX_BYTES) return isWhole ? '' : null;
  if (bytes[0] !== 0) return { status: STATUS.unimplemented, message: 'A router cannot read compressed messages' };
  const length = bytes.readUInt32BE(1);
  const message = bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + length);
  return nameInMessage(message, isWhole || message.length === length);
}

function relay(stream: ServerHttp2Stream, outgoing: ClientHttp2Stream, target: Target): void {
  let trailers: IncomingHttpHeaders = {};
  outgoing.once('response', (headers) => {
    if (stream.destroyed) return;
    const isOver = headers['grpc-status'] !== undefined;
    stream.respond(headers, isOver ? { endStream: true } : { waitForTrailers: true });
    if (!isOver) outgoing.pipe(stream);
  });
  outgoing.once('trailers', (headers) => (trailers = headers));
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  outgoing.once('error', (error) => {
    if (stream.headersSent) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else end(stream, STATUS.unavailable, `The server of ${target.name} does not answer: ${error.message}`);
  });
  // Whoever has given up is not answered.
  stream.once('close', () => {
    if (!outgoing.closed) outgoing.close(constants.NGHTTP2_CANCEL);
  });
}

function answer(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed) return;
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(STATUS.ok) }));
  stream.end(Buffer.concat([prefix, message]));
}

function end(stream: ServerHttp2Stream, status: number, message: string): void {
  if (stream.destroyed || stream.headersSent) return;
  const head = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': String(status) };
  stream.respond({ ...head, 'grpc-message': encodeURIComponent(message).replaceAll('%20', ' ') }, { endStream: true });
}

// A call of ModelInfer as nearly every client makes it: one small message, not compressed. It is read and answered on its stream of HTTP/2
// without the library, which takes twice the time for what it offers and nobody asked for here. Any other call is the library's, with all
// that has come of it.
import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';

import type { StatusObject } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';

import type { BodyBudget } from '../../service/body-budget.ts';
import type { UnreadAnswers } from '../../service/unread-answers.ts';
import type { CallMetadata, InferCall } from '../call/infer-call.ts';
import { UnreadStream } from '../connection/unread-stream.ts';
import type { ModelInfer } from '../inference/model-infer.ts';

/** How a message begins: whether it is compressed, and its length ("Length-Prefixed-Message" of PROTOCOL-HTTP2.md of gRPC). */
const PREFIX_BYTES = 5;

/** How long the message is waited for until the call is left to the library, which ends those of clients that say nothing. */
const REST_MS = 1000;

const TIMEOUT = /^(\d{1,8})([HMSmun])$/;
const MS_OF_UNIT: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000_001 };

/** Eight digits; of so long a time what has gone by matters nothing. */
const MAX_TIMEOUT_VALUE = 99_999_999;

const MAX_TIMER_MS = 2 ** 31 - 1;

/** What the library sends likewise. */
const HEAD = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': 'identity,deflate,gzip',
  'grpc-encoding': 'identity',
};
const WITH_TRAILERS = { waitForTrailers: true };
const OK = { 'grpc-status': status.OK, 'grpc-message': 'OK' };

/** What is needed for a call. */
export interface DirectOptions {
  readonly bodies: BodyBudget;
  readonly unread: UnreadAnswers;
  readonly path: string;
  /** Computes the answer of a call. */
  readonly infer: ModelInfer;
}

/** A stream on which a method is called. */
interface CalledStream {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  /** Gives it to the library, as if nothing had been read of it, with these headers. */
  readonly handOver: (headers: IncomingHttpHeaders) => void;
}

/** One call. */
export class DirectCall implements InferCall {
  readonly metadata: CallMetadata;
  readonly #stream: ServerHttp2Stream;
  readonly #headers: IncomingHttpHeaders;
  readonly #options: DirectOptions;
  readonly #giveUp: (headers: IncomingHttpHeaders) => void;
  /** With its prefix; null until it has come. */
  #message: Buffer | null = null;
  #heldBytes = 0;
  #deadlineAt = Infinity;
  /** Until the message is complete: when that is waited for no longer, at the deadline at the latest; then of the deadline. */
  #timer: NodeJS.Timeout | undefined;
  #onCancel: () => void = ignore;

  private constructor({ stream, headers, handOver }: CalledStream, options: DirectOptions) {
    this.#stream = stream;
    this.#headers = headers;
    this.#options = options;
    this.#giveUp = handOver;
    this.metadata = new HeaderMetadata(headers);
  }

  /** Takes a call, where it is one that can be answered so. */
  static take(called: CalledStream, options: DirectOptions): boolean {
    const { ':path': path, 'grpc-encoding': encoding, 'grpc-timeout': timeout } = called.headers;
    if (path !== options.path || (encoding !== undefined && encoding !== 'identity')) return false;
    const deadlineAt = timeout === undefined ? Infinity : deadlineOf(timeout);
    if (deadlineAt === null) return false;
    new DirectCall(called, options).#begin(deadlineAt);
    return true;
  }

  #begin(deadlineAt: number): void {
    this.#deadlineAt = deadlineAt;
    this.#timer = setTimeout(this.#onSilence, Math.min(REST_MS, deadlineAt - Date.now())).unref();
    this.#stream.on('error', ignore).on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
  }

  get request(): Buffer {
    return this.#message?.subarray(PREFIX_BYTES) ?? Buffer.alloc(0);
  }

  getDeadline(): number {
    return this.#deadlineAt;
  }

  getPath(): string {
    return this.#options.path;
  }

  getPeer(): string {
    const { remoteAddress, remotePort } = this.#stream.session?.socket ?? {};
    return remoteAddress === undefined ? 'unknown' : `${remoteAddress}:${remotePort}`;
  }

  on(_event: 'cancelled', listener: () => void): void {
    this.#onCancel = listener;
  }

  readonly #onData = (piece: Buffer): void => {
    const isFirst = this.#message === null;
    if (!isFirst || !isWhole(piece) || !this.#options.bodies.take(piece.length)) return this.#handOver(piece);
    this.#message = piece;
    this.#heldBytes = piece.length;
  };

  readonly #onEnd = (): void => {
    clearTimeout(this.#timer);
    this.#letGo();
    if (this.#message === null) return this.#end(NO_MESSAGE);
    if (this.#deadlineAt < Infinity) this.#startDeadline();
    this.#options.infer(this, (error, message) => {
      if (error === null) this.#answer(message ?? Buffer.alloc(0));
      else this.#end(error);
    });
  };

  /** The message has not come. The deadline of a call does not wait for it. */
  readonly #onSilence = (): void => {
    if (Date.now() < this.#deadlineAt) return this.#handOver();
    // Whatever still comes is nobody's.
    this.#stream.off('data', this.#onData).off('end', this.#onEnd).resume();
    this.#letGo();
    this.#end(LATE);
  };

  readonly #onClose = (): void => {
    clearTimeout(this.#timer);
    this.#letGo();
    this.#onCancel();
  };

  /** The message counts no more among what is held: its request does, or it is the library's. */
  #letGo(): void {
    this.#options.bodies.release(this.#heldBytes);
    this.#heldBytes = 0;
  }

  #startDeadline(): void {
    this.#timer = setTimeout(() => {
      this.#onCancel();
      this.#end(LATE);
    }, this.#deadlineAt - Date.now());
  }

  #answer(message: Buffer): void {
    const stream = this.#stream;
    if (isOver(stream)) return;
    clearTimeout(this.#timer);
    stream.respond(HEAD, WITH_TRAILERS);
    stream.once('wantTrailers', sendOk);
    const framed = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
    framed.writeUInt8(0, 0);
    framed.writeUInt32BE(message.length, 1);
    framed.set(message, PREFIX_BYTES);
    stream.end(framed);
    if (stream.writableLength === 0) return;
    const deadlineAt = this.#deadlineAt - Date.now() + performance.now();
    new UnreadStream(stream, this.#options.unread).given(framed.length, deadlineAt);
  }

  /** Ends the call without an answer: all that is said stands in its headers. */
  #end({ code, details, metadata }: StatusObject): void {
    if (isOver(this.#stream)) return;
    clearTimeout(this.#timer);
    const said = { 'grpc-status': code, 'grpc-message': encodeURI(details) };
    const own: OutgoingHttpHeaders = metadata.toHttp2Headers();
    const { ':status': httpStatus, 'content-type': type } = HEAD;
    this.#stream.respond({ ...said, ':status': httpStatus, 'content-type': type, ...own }, { endStream: true });
  }

  #handOver(piece: Buffer | null = null): void {
    const stream = this.#stream;
    clearTimeout(this.#timer);
    this.#letGo();
    stream.off('error', ignore).off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose);
    stream.pause();
    if (piece !== null) stream.unshift(piece);
    if (this.#message !== null) stream.unshift(this.#message);
    this.#giveUp(this.#headersNow());
  }

  /** The headers with the time that is left: the library counts from now on. */
  #headersNow(): IncomingHttpHeaders {
    const leftMs = Math.max(0, Math.ceil(this.#deadlineAt - Date.now()));
    return leftMs > MAX_TIMEOUT_VALUE ? this.#headers : { ...this.#headers, 'grpc-timeout': `${leftMs}m` };
  }
}

/** The metadata of a call as its headers have it. */
class HeaderMetadata implements CallMetadata {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  get(name: string): readonly string[] {
    const value = this.#headers[name];
    if (value === undefined) return [];
    return typeof value === 'string' ? [value] : value;
  }

  getMap(): Record<string, Buffer | string> {
    const metadata = Metadata.fromHttp2Headers(this.#headers);
    for (const name of OF_THE_CALL) metadata.remove(name);
    return metadata.getMap();
  }
}

/** Headers between the two ends of a call, of which the library tells nobody. */
const OF_THE_CALL = ['grpc-timeout', 'grpc-encoding', 'grpc-accept-encoding', 'accept-encoding', 'te', 'content-type'];

const NO_MESSAGE: StatusObject = {
  code: status.UNIMPLEMENTED,
  details: 'The call has no message',
  metadata: new Metadata(),
};

const LATE: StatusObject = { code: status.DEADLINE_EXCEEDED, details: 'Deadline exceeded', metadata: new Metadata() };

/** When a call is late, in ms since 1970; null where its time is none. */
function deadlineOf(timeout: string | readonly string[]): number | null {
  const [, amount, unit = ''] = (typeof timeout === 'string' ? TIMEOUT.exec(timeout) : null) ?? [];
  if (amount === undefined) return null;
  const ms = Math.trunc(Number(amount) * (MS_OF_UNIT[unit] ?? 0));
  // A later one is none: timers know no such times.
  return ms > MAX_TIMER_MS ? Infinity : Date.now() + ms;
}

/** Whether a piece is one message, and not compressed. */
function isWhole(piece: Buffer): boolean {
  return piece.length >= PREFIX_BYTES && piece[0] === 0 && piece.readUInt32BE(1) === piece.length - PREFIX_BYTES;
}

function isOver(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed || stream.headersSent;
}

function sendOk(this: ServerHttp2Stream): void {
  this.sendTrailers(OK);
}

function ignore(): void {}

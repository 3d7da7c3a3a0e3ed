// A connection of HTTP/1.1 while nothing but predictions is asked on it, each as nearly every client asks: read and answered without Node's
// parser and the objects that it makes. At the first request of any other form the connection, with all that has come, is Node's for good:
// so one server knows all of HTTP, and this is a way past it.
import type { Socket } from 'node:net';

import { DirectRequest } from './direct-request.ts';
import { DirectResponse } from './direct-response.ts';
import type { RequestHead } from './request-head.ts';
import { MAX_REQUEST_BYTES, readHead } from './request-head.ts';

/** Who answers, and what holds for every connection. `Asked`: what a target stands for. */
export interface DirectOptions<Asked> {
  /** How long a connection is kept on which nothing is asked. */
  readonly keepAliveMs: number;
  /** How long the rest of a request is waited for until it is left to Node, which knows what to do with who is slow. */
  readonly restMs: number;
  /** What the target of a request stands for; undefined where it is not answered directly. */
  readonly find: (target: string) => Asked | undefined;
  /** Answers a request; false, and nothing done, where its head is not for this way. */
  readonly serve: (asked: Asked, request: DirectRequest, response: DirectResponse) => boolean;
  /** Takes a connection for good whose first bytes were read and put back. */
  readonly handOver: (socket: Socket) => void;
  /** Answers whose connection has ended within a request. */
  readonly refuseHalf: (socket: Socket) => void;
}

/** Clients send the head and the body each for itself, at the most; in more pieces come those of who is slow, or wants to be. */
const MAX_PIECES = 3;

/** So much longer than clients are told is a connection kept, as Node's are: they ask on it up to that time, and that takes a while to come. */
const KEEP_ALIVE_ROOM_MS = 1000;

/** One connection. */
export class DirectConnection<Asked> {
  readonly #socket: Socket;
  readonly #options: DirectOptions<Asked>;
  readonly #idleMs: number;
  readonly #keepAlive: string;
  /** What has come of a request that is not complete, and in how many pieces. */
  #held: Buffer | null = null;
  #pieces = 0;
  #open: DirectResponse | null = null;
  /** The head of the last request. */
  #last: RequestHead | null = null;
  #hasEnded = false;

  private constructor(socket: Socket, options: DirectOptions<Asked>) {
    this.#socket = socket;
    this.#options = options;
    this.#idleMs = options.keepAliveMs + KEEP_ALIVE_ROOM_MS;
    this.#keepAlive = `timeout=${Math.floor(options.keepAliveMs / 1000)}`;
  }

  /** Serves a connection, whose first bytes may have been read and put back. */
  static serve<Asked>(socket: Socket, options: DirectOptions<Asked>): void {
    new DirectConnection(socket, options).#begin();
  }

  #begin(): void {
    const socket = this.#socket;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('error', ignore).on('close', this.#onClose);
    socket.on('timeout', this.#onSilence).setTimeout(this.#idleMs);
    socket.resume();
  }

  readonly #onData = (bytes: Buffer): void => {
    if (this.#open !== null) {
      // The next one, sent without waiting. It stays with the socket, before all that follows it and the end of that, until the open one is
      // answered.
      this.#socket.pause();
      this.#socket.unshift(bytes);
    } else if (this.#held === null) this.#read(bytes);
    else {
      const whole = Buffer.concat([this.#held, bytes]);
      this.#held = null;
      this.#read(whole);
    }
  };

  #read(bytes: Buffer): void {
    // Left to Node alone, they would be a request that does not arrive.
    if (isBlank(bytes)) return;
    const head = readHead(bytes, this.#last);
    if (head === 'short') return this.#hold(bytes);
    const asked = head === null ? undefined : this.#options.find(head.target);
    if (head === null || asked === undefined) return this.#handOver(bytes);
    this.#last = head;
    const bodyAt = head.text.length;
    const missing = bodyAt + head.bodyBytes - bytes.length;
    if (missing > 0) return this.#hold(bytes);
    // More than one request is sent by who does not wait for answers, whose order Node keeps.
    if (missing < 0) return this.#handOver(bytes);
    const request = new DirectRequest(head, bytes.subarray(bodyAt), this.#socket);
    this.#open = new DirectResponse(this.#socket, this.#keepAlive, this.#onFinish);
    if (this.#options.serve(asked, request, this.#open)) return this.#received();
    this.#open = null;
    this.#handOver(bytes);
  }

  /** The rest of a request is to come. */
  #hold(bytes: Buffer): void {
    this.#pieces += 1;
    if (this.#pieces > MAX_PIECES || bytes.length > MAX_REQUEST_BYTES) return this.#handOver(bytes);
    this.#held = bytes;
    this.#socket.setTimeout(this.#options.restMs);
  }

  #received(): void {
    if (this.#pieces === 0) return;
    this.#pieces = 0;
    this.#socket.setTimeout(this.#idleMs);
  }

  readonly #onFinish = (response: DirectResponse): void => {
    this.#open = null;
    const socket = this.#socket;
    if (!response.shouldKeepAlive) socket.destroySoon();
    else if (socket.readableLength > 0) socket.resume();
    else if (this.#hasEnded) socket.end();
  };

  readonly #onSilence = (): void => {
    if (this.#open !== null) return;
    if (this.#held === null) this.#socket.destroy();
    else this.#handOver(this.#held);
  };

  /** Whoever says that nothing more is sent still gets the answer (RFC 9112, 9.6). */
  readonly #onEnd = (): void => {
    this.#hasEnded = true;
    if (this.#open !== null) return;
    if (this.#held === null) this.#socket.end();
    else {
      // What has ended cannot be handed over when its time is over.
      this.#held = null;
      this.#options.refuseHalf(this.#socket);
    }
  };

  readonly #onClose = (): void => this.#open?.closed();

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off('data', this.#onData).off('end', this.#onEnd).off('error', ignore).off('close', this.#onClose);
    socket.off('timeout', this.#onSilence).setTimeout(0);
    socket.pause();
    socket.unshift(bytes);
    this.#options.handOver(socket);
  }
}

/** Whether these are only ends of lines, which may stand between requests (RFC 9112, 2.2). */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === CR || byte === LF);
}

const CR = 13;
const LF = 10;

function ignore(): void {}

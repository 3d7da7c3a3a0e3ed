// Counts what the streams of gRPC hold: the messages that are still on their way, among what all bodies may take together, and the
// answers that are not taken yet. The library puts a message together, and inflates it, before anybody is asked: a client could have
// hundreds of megabytes held with each stream, and for as long as it likes.
import type { ServerHttp2Stream } from 'node:http2';

import type { ServerInterceptor } from '@grpc/grpc-js';
import { ServerInterceptingCall } from '@grpc/grpc-js';

import { holdMessage } from '../../service/arrived-messages.ts';
import type { BodyBudget, RoomWaiter } from '../../service/body-budget.ts';
import type { UnreadAnswers } from '../../service/unread-answers.ts';
import { Arrival, NOT_ARRIVED } from './arrival.ts';
import { MessageLengths } from './message-lengths.ts';
import { StreamGate } from './stream-gate.ts';
import { UnreadStream } from './unread-stream.ts';

/** What deflate makes of a byte at most (RFC 1951): a run of 258 takes two bits. */
const MAX_INFLATION = 1032;

/** How long a message that has come waits for the memory to be inflated in, while others are. */
const MAX_WAIT_MS = 30_000;

/** What is needed to watch over a server's streams. */
export interface MessageMeter {
  /** One for the library's server: tells when a message has arrived, and counts as a body from then on. */
  readonly interceptor: ServerInterceptor;
  /** Watches over a stream, before the library does anything with it. */
  readonly watch: (stream: ServerHttp2Stream) => void;
}

/** What is bounded. */
export interface MeterOptions {
  readonly bodies: BodyBudget;
  readonly unread: UnreadAnswers;
  /** Asked for each stream. */
  readonly maxMessageBytes: () => number;
  /** How long nothing may come of a message that is due. */
  readonly silenceMs: number;
}

/** Makes what watches. Where there is no room a stream ends with ENHANCE_YOUR_CALM, for clients RESOURCE_EXHAUSTED; but a message
 * that has come whole, and has to be inflated, waits for a while until others are done. */
export function meterMessages({ bodies, unread, maxMessageBytes, silenceMs }: MeterOptions): MessageMeter {
  const streams = new WeakMap<object, Metered>();
  return {
    watch: (stream) => {
      const own = {
        held: new Held(bodies),
        answers: new UnreadStream(stream, unread),
        arrival: new Arrival(silenceMs),
      };
      streams.set(stream, own);
      watch(stream, own, maxMessageBytes());
    },
    interceptor: (method, call) => {
      // The library keeps it to itself. Not the newest one: several start in one turn, and their calls are made after that.
      const stream: unknown = Reflect.get(call, 'stream');
      const own = typeof stream === 'object' && stream !== null ? streams.get(stream) : undefined;
      own?.arrival.begin({ isDue: !method.requestStream, onSilence: () => call.sendStatus(NOT_ARRIVED) });
      return new ServerInterceptingCall(call, {
        start: (next) =>
          next({
            onReceiveMessage: (message: unknown, nextMessage) => {
              if (message instanceof Buffer) own?.held.keep(message);
              else own?.held.release();
              nextMessage(message);
            },
          }),
        sendMessage: (message: unknown, next) => {
          next(message);
          if (message instanceof Uint8Array) own?.answers.given(message.length, monotonic(call.getDeadline()));
        },
      });
    },
  };
}

/** A deadline of the library, of the wall's clock, as one of ours. */
function monotonic(deadline: Date | number): number {
  return Number(deadline) - Date.now() + performance.now();
}

/** What is known of one stream. */
interface Metered {
  readonly held: Held;
  readonly answers: UnreadStream;
  readonly arrival: Arrival;
}

function watch(stream: ServerHttp2Stream, { held, arrival }: Metered, maxMessageBytes: number): void {
  const lengths = new MessageLengths();
  const gate = new StreamGate(stream, (piece) => {
    const compressed = lengths.push(piece);
    arrival.came(lengths.isWithin);
    const bytes = piece.length + Math.min(compressed * MAX_INFLATION, maxMessageBytes);
    if (held.take(bytes)) return null;
    if (compressed === 0 || !held.canHold(bytes)) return 'refused';
    // It is not the client who says nothing.
    arrival.held();
    return held.room(bytes, MAX_WAIT_MS);
  });
  stream.once('end', () => arrival.ended());
  stream.once('close', () => {
    gate.close();
    held.end();
    arrival.end();
  });
}

/** What one stream holds. */
class Held {
  readonly #budget: BodyBudget;
  #bytes = 0;
  /** Those of them that messages have which have arrived. */
  #kept = 0;
  #isOver = false;
  #giveUp: () => void = () => {};

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  take(bytes: number): boolean {
    if (!this.#budget.take(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  canHold(bytes: number): boolean {
    return this.#budget.canHold(this.#bytes + bytes);
  }

  /** Resolves when so many bytes are taken: with true; with false where they could not be within so long, or the stream has ended. */
  async room(bytes: number, withinMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter: RoomWaiter = { bytes, onRoom: () => resolve(true) };
    this.#giveUp = () => resolve(false);
    const timer = setTimeout(this.#giveUp, withinMs);
    this.#budget.wait(waiter);
    const hasRoom = await promise;
    clearTimeout(timer);
    this.#budget.forget(waiter);
    if (hasRoom && this.#isOver) this.#budget.release(bytes);
    else if (hasRoom) this.#bytes += bytes;
    return hasRoom && !this.#isOver;
  }

  release(): void {
    this.#budget.release(this.#bytes);
    this.#bytes = 0;
  }

  /** Of all that was taken, what a message has that has arrived stays, until it is let go. */
  keep(message: Buffer): void {
    const bytes = Math.min(message.length, this.#bytes);
    const more = this.#bytes - bytes - this.#kept;
    if (more > 0) this.#giveBack(more);
    this.#kept += bytes;
    holdMessage(message, () => {
      this.#kept -= bytes;
      if (!this.#isOver) this.#giveBack(bytes);
    });
  }

  #giveBack(bytes: number): void {
    this.#bytes -= bytes;
    this.#budget.release(bytes);
  }

  /** Its stream has ended. */
  end(): void {
    this.#isOver = true;
    this.#giveUp();
    this.release();
  }
}

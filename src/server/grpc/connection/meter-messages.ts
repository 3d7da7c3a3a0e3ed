// Counts what the streams of gRPC hold: the messages that are still on their way, among what all bodies may take together, and the
// answers that are not taken yet. The library puts a message together, and inflates it, before anybody is asked: a client could have
// hundreds of megabytes held with each stream, and for as long as it likes.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerHttp2Stream } from 'node:http2';
import { constants } from 'node:http2';

import type { ServerInterceptor } from '@grpc/grpc-js';
import { ServerInterceptingCall } from '@grpc/grpc-js';

import type { BodyBudget } from '../../service/body-budget.ts';
import type { UnreadAnswers } from '../../service/unread-answers.ts';
import { Arrival, NOT_ARRIVED } from './arrival.ts';
import { MessageLengths } from './message-lengths.ts';
import { UnreadStream } from './unread-stream.ts';

/** What Node tells of each stream before anybody reads from it; the library shows its streams to nobody. */
const STREAM_STARTED = 'http2.server.stream.start';

/** What deflate makes of a byte at most (RFC 1951): a run of 258 takes two bits. */
const MAX_INFLATION = 1032;

/** What is needed to watch over a server's streams. */
export interface MessageMeter {
  /** One for the library's server: tells when a message has arrived, and counts as a body from then on. */
  readonly interceptor: ServerInterceptor;
  /** Watches no longer. */
  stop(): void;
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

/** Starts to watch. Where there is no room a stream ends with ENHANCE_YOUR_CALM, for clients RESOURCE_EXHAUSTED. */
export function meterMessages({ bodies, unread, maxMessageBytes, silenceMs }: MeterOptions): MessageMeter {
  let newest: Metered | null = null;
  const onStarted = (event: unknown): void => {
    if (!isStart(event)) return;
    const { stream } = event;
    newest = { held: new Held(bodies), answers: new UnreadStream(stream, unread), arrival: new Arrival(silenceMs) };
    watch(stream, newest, maxMessageBytes());
  };
  subscribe(STREAM_STARTED, onStarted);
  return {
    interceptor: (method, call) => {
      // The library makes its call in the same turn as the stream starts.
      const own = newest;
      own?.arrival.begin({ isDue: !method.requestStream, onSilence: () => call.sendStatus(NOT_ARRIVED) });
      return new ServerInterceptingCall(call, {
        start: (next) =>
          next({
            onReceiveMessage: (message: unknown, nextMessage) => {
              own?.held.release();
              nextMessage(message);
            },
          }),
        sendMessage: (message: unknown, next) => {
          next(message);
          if (message instanceof Uint8Array) own?.answers.given(message.length, monotonic(call.getDeadline()));
        },
      });
    },
    stop: () => unsubscribe(STREAM_STARTED, onStarted),
  };
}

/** A deadline of the library, of the wall's clock, as one of ours. */
function monotonic(deadline: Date | number): number {
  return Number(deadline) - Date.now() + performance.now();
}

function isStart(event: unknown): event is { readonly stream: ServerHttp2Stream } {
  return typeof event === 'object' && event !== null && 'stream' in event;
}

/** What is known of one stream. */
interface Metered {
  readonly held: Held;
  readonly answers: UnreadStream;
  readonly arrival: Arrival;
}

function watch(stream: ServerHttp2Stream, { held, arrival }: Metered, maxMessageBytes: number): void {
  const lengths = new MessageLengths();
  const onData = (piece: Buffer): void => {
    const compressed = lengths.push(piece);
    arrival.came(lengths.isWithin);
    const inflated = Math.min(compressed * MAX_INFLATION, maxMessageBytes);
    if (held.take(piece.length + inflated)) return;
    stream.off('data', onData);
    stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  };
  // Before the library's own, and, other than `on`, without beginning to read.
  stream.prependListener('data', onData);
  stream.once('close', () => {
    held.release();
    arrival.end();
  });
}

/** What one stream holds. */
class Held {
  readonly #budget: BodyBudget;
  #bytes = 0;

  constructor(budget: BodyBudget) {
    this.#budget = budget;
  }

  take(bytes: number): boolean {
    if (!this.#budget.take(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  release(): void {
    this.#budget.release(this.#bytes);
    this.#bytes = 0;
  }
}

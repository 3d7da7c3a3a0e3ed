// A WebSocket between a client and a model (wire protocol, 3.8).
import type { WebSocket } from 'ws';

import type { InferenceRequest, Sink } from '../../../core/inference/inference-request.ts';
import { NO_BYTES } from '../../../core/inference/inference-request.ts';
import { MessageWindow } from '../../../core/inference/message-window.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Form, NO_HEADER, STREAM_WINDOW_BYTES } from '../../../core/wire/frame.ts';
import type { BodyBudget } from '../../service/body-budget.ts';
import type { Entry } from '../../service/entry.ts';
import type { AnswerReader, UnreadAnswer, UnreadAnswers } from '../../service/unread-answers.ts';
import { closeCode, closeReason, GOING_AWAY, NO_ROOM, TRY_AGAIN_LATER } from './close-code.ts';
import type { Pings } from './heartbeat.ts';
import { Heartbeat } from './heartbeat.ts';
import type { OpenSession } from './sessions.ts';

/** What a session is made of. */
export interface SessionParts {
  /** What it is called in logs. */
  readonly id: string;
  readonly entry: Entry;
  readonly socket: WebSocket;
  /** What bodies may take together: messages that the model has not received yet count among them. */
  readonly bodies: BodyBudget;
  /** What answers may take together that are not read. */
  readonly unread: UnreadAnswers;
  readonly pings: Pings;
  /** The model has ended its side, or has failed or was given up: then with why. */
  readonly onOver: (failure: RequestFailure | null) => void;
}

/** How long nothing must have been said for a session to be quiet. */
const QUIET_MS = 1000;

/** How long a model may go on after its client has left, before its coroutine is cancelled. */
const AFTERWARDS_MS = 5000;

/** How often a client is sounded that is not read from. The second time shows what the first has brought. */
const SOUND_EVERY_MS = 500;

/** Credit goes back in such portions: a frame for every message would cost more than the message. */
const CREDIT_PORTION_BYTES = STREAM_WINDOW_BYTES / 8;

/** Carries messages both ways, each side no faster than the other takes them. */
export class Session implements Sink, OpenSession, AnswerReader {
  readonly #parts: SessionParts;
  readonly #window = new MessageWindow();
  readonly #heartbeat: Heartbeat;
  /** Null when the model's side is over. */
  #inference: InferenceRequest | null = null;
  #afterwards: NodeJS.Timeout | undefined;
  /** Runs while the client is not read from. */
  #sounding: NodeJS.Timeout | undefined;
  /** Bytes of the client that the model has not received yet. */
  #held = 0;
  /** Bytes of the model that the client has taken and for which no credit was given back yet. */
  #owed = 0;
  /** Bytes of the model that the client has taken in all. */
  #takenBytes = 0;
  #activeAt = performance.now();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    const { socket } = parts;
    this.#heartbeat = new Heartbeat(socket, parts.pings);
    socket.on('message', (message: Buffer, isBinary) => this.#onMessage(message, isBinary));
    socket.on('close', (code, reason) => this.#onClose(code, reason.toString()));
    socket.on('pong', () => this.#heartbeat.heard());
  }

  /** Calls the model; `header` is that of the REQUEST. */
  begin(header: Uint8Array): void {
    const { id, entry } = this.#parts;
    const request = { id, body: NO_BYTES, form: Form.NONE, accept: Form.NONE, header, deadlineAt: Infinity };
    this.#inference = entry.openSession({ ...request, sink: this, isSession: true });
  }

  get entry(): Entry {
    return this.#parts.entry;
  }

  get isQuiet(): boolean {
    return performance.now() - this.#activeAt > QUIET_MS;
  }

  goAway(reason: string): void {
    this.#parts.socket.close(GOING_AWAY, reason);
  }

  terminate(): void {
    this.#parts.socket.terminate();
  }

  chunk(form: number, _header: FrameHeader, payload: Uint8Array): void {
    this.#activeAt = performance.now();
    const { socket, unread } = this.#parts;
    if (!unread.roomFor(payload.length)) return socket.close(TRY_AGAIN_LATER, NO_ROOM);
    let waiting: UnreadAnswer | null = null;
    socket.send(payload, { binary: form !== Form.TEXT }, (error) => {
      waiting?.release();
      if (error === undefined || error === null) this.#tookMessage(payload.length);
    });
    // Whether the client is still there at all is asked by the pings.
    if (socket.bufferedAmount > 0) waiting = unread.hold(this, payload.length, Infinity);
  }

  get taken(): number {
    return this.#takenBytes;
  }

  cutOff(): void {
    this.#parts.socket.terminate();
  }

  received(bytes: number): void {
    this.#release(bytes);
    this.#window.received(bytes);
    if (!this.#window.isFull) this.#readOn();
  }

  answer(): void {
    this.end();
  }

  end({ code, reason }: FrameHeader = NO_HEADER): void {
    this.#close(closeCode(code), typeof reason === 'string' ? reason : '');
    this.#over(null);
  }

  fail(failure: RequestFailure): void {
    this.#close(1011, failure.message);
    this.#over(failure);
  }

  #onMessage(message: Buffer, isBinary: boolean): void {
    this.#heartbeat.heard();
    this.#activeAt = performance.now();
    const { bodies, entry, socket } = this.#parts;
    if (this.#inference === null) return;
    if (!bodies.take(message.length)) return socket.close(TRY_AGAIN_LATER, NO_ROOM);
    this.#held += message.length;
    entry.message(this.#inference, isBinary ? Form.RAW : Form.TEXT, message);
    this.#window.sent(message.length);
    if (this.#window.isFull) this.#readNoMore();
  }

  /** A connection that nobody reads does not tell that its other end is gone: what is written to that does. */
  #readNoMore(): void {
    const { socket } = this.#parts;
    socket.pause();
    this.#sounding ??= setInterval(() => {
      if (socket.readyState === socket.OPEN) socket.ping();
    }, SOUND_EVERY_MS).unref();
  }

  #readOn(): void {
    clearInterval(this.#sounding);
    this.#sounding = undefined;
    this.#parts.socket.resume();
  }

  #onClose(code: number, reason: string): void {
    clearInterval(this.#sounding);
    this.#heartbeat.stop();
    const inference = this.#inference;
    if (inference === null) return;
    const { entry } = this.#parts;
    entry.hangUp(inference, code, reason);
    this.#afterwards = setTimeout(() => {
      entry.cancel(inference);
      this.#over({ code: 'REQUEST_CANCELLED', message: 'The client left, and the model went on' });
    }, AFTERWARDS_MS);
  }

  #tookMessage(bytes: number): void {
    this.#heartbeat.heard();
    this.#takenBytes += bytes;
    this.#owed += bytes;
    if (this.#owed < CREDIT_PORTION_BYTES || this.#inference === null) return;
    this.#parts.entry.credit(this.#inference, this.#owed);
    this.#owed = 0;
  }

  #release(bytes: number): void {
    const released = Math.min(bytes, this.#held);
    this.#held -= released;
    this.#parts.bodies.release(released);
  }

  #close(code: number, reason: string): void {
    const { socket } = this.#parts;
    // What is still to be read would keep the client's answer to the close from being seen.
    this.#readOn();
    socket.close(code, closeReason(reason));
  }

  #over(failure: RequestFailure | null): void {
    clearTimeout(this.#afterwards);
    this.#release(this.#held);
    this.#inference = null;
    this.#parts.onOver(failure);
  }
}

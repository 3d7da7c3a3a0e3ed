// One request to a model over HTTP, from its headers to the end of its response.
import type { InferenceRequest, Sink } from '../../../core/inference/inference-request.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Form, NO_HEADER } from '../../../core/wire/frame.ts';
import type { RequestLife } from '../../service/ending.ts';
import { SERVER_TIMING, serverTiming } from '../../service/server-timing.ts';
import type { UnreadAnswers } from '../../service/unread-answers.ts';
import { NO_ROOM_FOR_ANSWER } from '../../service/unread-answers.ts';
import type { AnswerHead } from '../answer/answer-head.ts';
import { answerHead } from '../answer/answer-head.ts';
import type { Patience } from '../answer/hand-over.ts';
import { endWith, isTooMuch } from '../answer/hand-over.ts';
import { sendAnswer } from '../answer/send-answer.ts';
import { sendFailure } from '../answer/send.ts';
import { CREDIT_PORTION_BYTES, EVENT_STREAM, StreamWriter } from '../answer/stream-writer.ts';
import { MIN_COMPRESSED_BYTES } from '../coding/answer-coding.ts';
import { beginningOf } from './beginning-of.ts';
import type { OpenExchange } from './open-exchanges.ts';
import type { Operation } from './operation.ts';
import type { ModelCall } from './route-call.ts';

/** The media type of a stream's framing, where that decides it alone (specs/wire-protocol.md, 3.7). */
const FRAMED_TYPES: ReadonlyMap<string | null, string> = new Map([
  ['sse', EVENT_STREAM],
  ['ndjson', 'application/x-ndjson'],
]);

/** How often a stream may not have gone on when it is sounded whether its client is there. */
const MAX_SILENCES = 2;

/** Turns what becomes of a request into a response, and a client that leaves into a cancelled request. */
export class Exchange implements Sink, OpenExchange, Patience {
  previous: OpenExchange | null = null;
  next: OpenExchange | null = null;
  readonly call: ModelCall;
  readonly operation: Operation;
  readonly life: RequestLife;
  /** The slot's object while the request is on its way: from then on the slot may be somebody else's. */
  #inference: InferenceRequest | null = null;
  #stream: StreamWriter | null = null;
  #bodyBytes = 0;
  /** Bytes of the model's stream that were taken and not sent, for which no credit was given back yet. */
  #owed = 0;
  /** What had been written when it was last sounded whether the client is there, and how often that was the same. */
  #soundedAt = -1;
  #silences = 0;
  /** Whether the client has left: nothing more is to be done for it. */
  isAbandoned = false;
  /** When its time is over, in ms of the server's monotonic clock. */
  deadlineAt = Infinity;

  constructor(call: ModelCall, operation: Operation) {
    this.call = call;
    this.operation = operation;
    this.life = call.context.endings.begin(beginningOf(call.request, call));
    call.context.open.open(call.request.socket, this);
    call.response.on('finish', this.#onFinish);
  }

  /** Makes room for more of the body; false where all bodies together would be too large. */
  hold(bytes: number): boolean {
    // What was held is given back when the client leaves, and never again.
    if (this.isAbandoned || !this.call.context.bodies.take(bytes)) return false;
    this.#bodyBytes += bytes;
    return true;
  }

  /** To be called when the request was taken, if it was. */
  sent(inference: InferenceRequest | null): void {
    this.#inference = inference;
  }

  answer(form: number, header: FrameHeader, payload: Uint8Array): void {
    const { id } = this.life;
    const { request, response } = this.call;
    if (isTooMuch(payload.length, this.call.context.unread)) return this.fail(NO_ROOM_FOR_ANSWER);
    let status = 200;
    this.#closeIfLeaving();
    if (header === NO_HEADER && form === Form.JSON && payload.length < MIN_COMPRESSED_BYTES) {
      // Nearly every answer: no object is made but the list of headers.
      const headers = [
        'Content-Type',
        'application/json',
        'Content-Length',
        String(payload.length),
        'X-Request-Id',
        id,
      ];
      if (this.#inference !== null) headers.push(SERVER_TIMING, serverTiming(this.#inference, 0));
      response.writeHead(200, headers);
      endWith(response, payload, this);
    } else {
      const head = this.#head(form, header);
      ({ status } = head);
      sendAnswer({ request, response, head, form, payload, patience: this });
    }
    this.#answered(status);
  }

  /** `worth`: how many bytes of the model's stream it stands for, where it was made of something else. */
  chunk(form: number, header: FrameHeader, payload: Uint8Array, worth = payload.length): void {
    this.#stream ??= this.#openStream(form, header);
    this.#stream.write(payload, worth);
  }

  /** So many bytes of the model's stream were taken, and are not sent. */
  took(bytes: number): void {
    this.#owed += bytes;
    if (this.#owed < CREDIT_PORTION_BYTES || this.#inference === null) return;
    this.life.entry?.credit(this.#inference, this.#owed);
    this.#owed = 0;
  }

  /** The model gave no answer, of which the client is told in one that is none of its errors. */
  failedWith(failure: RequestFailure): void {
    this.life.failed(failure, this.#inference);
  }

  /** Nobody waits for the model any more; the response is still to be ended. */
  cancelInference(): void {
    const inference = this.#inference;
    this.#inference = null;
    if (inference !== null) this.life.entry?.cancel(inference);
  }

  /** Whether a part of the answer was sent. */
  get isStreaming(): boolean {
    return this.#stream !== null;
  }

  end(): void {
    this.#stream ??= this.#openStream(Form.NONE, this.#emptyHeader());
    this.#stream.end();
    this.#answered(this.#stream.status);
  }

  fail(failure: RequestFailure): void {
    const { id } = this.life;
    const { errorShape } = this.operation;
    this.#closeIfLeaving();
    if (this.#stream === null) sendFailure(this.call, { failure, id, errorShape, headers: this.#timing() });
    else this.#stream.breakOff(errorShape(failure, this.call.context.dev));
    this.life.failed(failure, this.#inference);
    this.#inference = null;
  }

  /** Of `Patience`, which an exchange is itself: an object for each answer would be garbage at once. */
  get unread(): UnreadAnswers {
    return this.call.context.unread;
  }

  #answered(status: number): void {
    this.life.answered(status, this.#inference);
    this.#inference = null;
  }

  /** What a stream without items is, of which the worker says nothing: what was asked for. */
  #emptyHeader(): FrameHeader {
    const contentType = FRAMED_TYPES.get(this.operation.framing(this.call.request.headers.accept));
    return contentType === undefined ? NO_HEADER : { contentType };
  }

  #openStream(form: number, header: FrameHeader): StreamWriter {
    const { entry } = this.life;
    const { response } = this.call;
    this.#closeIfLeaving();
    const head = this.#head(form, header);
    return new StreamWriter(response, head, {
      unread: this.call.context.unread,
      take: (bytes) => {
        if (this.#inference !== null) entry?.credit(this.#inference, bytes);
      },
      pause: () => this.#inference?.readerPaused(performance.now()),
      resume: () => this.#inference?.readerResumed(performance.now()),
      refuse: () => this.#giveUp(NO_ROOM_FOR_ANSWER),
    });
  }

  #head(form: number, header: FrameHeader): AnswerHead {
    const head = answerHead({ form, header, id: this.life.id });
    head.headers.push(...this.#timing());
    return head;
  }

  /** Where the time went, of a request that has come as far as the queue. */
  #timing(): string[] {
    return this.#inference === null ? [] : [SERVER_TIMING, serverTiming(this.#inference, performance.now())];
  }

  /** The rest of a stream cannot be taken. */
  #giveUp(failure: RequestFailure): void {
    const inference = this.#inference;
    if (inference === null) return;
    this.life.entry?.cancel(inference);
    this.fail(failure);
  }

  /** The end may have begun since the request came: its client shall go elsewhere. */
  #closeIfLeaving(): void {
    const { context, response } = this.call;
    if (context.service.isLeaving) response.shouldKeepAlive = false;
  }

  sound(): void {
    const { request, response } = this.call;
    if (!response.headersSent) {
      if (request.httpVersion === '1.1') response.writeContinue();
    } else if (this.#stream !== null && !response.writableNeedDrain) this.#soundStream();
  }

  /** Nothing can be written between two items: where none comes for a while, the client is taken to have left, as nearly all have. */
  #soundStream(): void {
    const { bytesWritten } = this.call.request.socket;
    this.#silences = bytesWritten === this.#soundedAt ? this.#silences + 1 : 0;
    this.#soundedAt = bytesWritten;
    if (this.#silences === MAX_SILENCES) this.call.response.destroy();
  }

  /** The client left, perhaps before its answer. */
  abandoned(): void {
    this.isAbandoned = true;
    this.#letGo();
    const inference = this.#inference;
    this.#inference = null;
    if (inference !== null) this.life.entry?.cancel(inference);
    this.life.failed({ code: 'REQUEST_CANCELLED', message: 'The client closed the connection' }, inference);
  }

  readonly #onFinish = (): void => {
    // A response is also finished that nobody was there to get: its exchange was closed with the connection.
    if (this.isAbandoned) return;
    const { context, request, response } = this.call;
    context.open.close(request.socket, this);
    this.#letGo();
    // Also where a bug of ours was answered past it.
    this.life.answered(response.statusCode, null);
  };

  #letGo(): void {
    this.call.context.bodies.release(this.#bodyBytes);
    this.#bodyBytes = 0;
  }
}

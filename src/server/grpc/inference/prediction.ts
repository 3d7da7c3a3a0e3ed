// One prediction over gRPC, from its message to its last answer.
import { NO_ROOM } from '../../../core/inference/body-refusals.ts';
import type { InferenceRequest, Sink } from '../../../core/inference/inference-request.ts';
import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { InferAnswer } from '../../../core/protocols/infer-answer.ts';
import { toInferAnswer } from '../../../core/protocols/infer-answer.ts';
import type { Sliced } from '../../../core/sliced.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Form } from '../../../core/wire/frame.ts';
import { letMessageGo } from '../../service/arrived-messages.ts';
import type { RequestLife, RequestTimes } from '../../service/ending.ts';
import type { Entry } from '../../service/entry.ts';
import { serverTiming } from '../../service/server-timing.ts';
import { NO_ROOM_FOR_ANSWER } from '../../service/unread-answers.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { refusing, refusingSliced } from '../call/grpc-status.ts';
import { bugFailure } from '../call/method.ts';
import type { Lane } from '../call/slices.ts';
import type { AskedPrediction } from './read-prediction.ts';

/** Who waits for the answers. */
export interface Asker {
  /** The message of an answer. `isLast`: no other follows. */
  encode(answer: InferAnswer, isLast: boolean): Sliced<Uint8Array>;
  /** The message of the whole answer. */
  answer(message: Buffer): void;
  /** The message of one answer of several; `bytes` are given back by `took` when it was sent. */
  item(message: Buffer, bytes: number): void;
  /** There are no more. */
  end(): void;
  /** `timing`: where the time went until then; empty where the request had not come to the model. */
  fail(failure: RequestFailure, timing: string): void;
}

/** What a prediction is made with. */
interface PredictionParts {
  readonly asker: Asker;
  readonly life: RequestLife;
  readonly entry: Entry;
}

/** Turns what becomes of a request into answers of the protocol. */
export class Prediction implements Sink {
  readonly #context: GrpcContext;
  readonly #parts: PredictionParts;
  /** What is read and written, in this order. */
  readonly #lane: Lane;
  #raw = false;
  #deadlineAt = Infinity;
  /** The slot's object while the request is on its way: from then on the slot may be somebody else's. */
  #inference: InferenceRequest | null = null;
  #heldBytes = 0;

  constructor(context: GrpcContext, parts: PredictionParts) {
    this.#context = context;
    this.#parts = parts;
    this.#lane = context.slices.lane();
  }

  /** Reads what is asked in a message, and asks the model. */
  begin(reading: Sliced<OrRefusal<AskedPrediction>>, message: Buffer): void {
    this.#lane.run(reading, {
      onDone: (asked) => {
        letMessageGo(message);
        if (isRefusal(asked)) this.fail(asked);
        else this.#submit(asked);
      },
      onError: (error) => {
        letMessageGo(message);
        this.#refuse(bugFailure(this.#context, error));
      },
    });
  }

  answer(_form: number, header: FrameHeader, payload: Uint8Array): void {
    const times = this.#letGo();
    this.#encode(header, payload, (message) => {
      this.#parts.life.answered(200, times);
      this.#parts.asker.answer(message);
    });
  }

  chunk(_form: number, header: FrameHeader, payload: Uint8Array): void {
    this.#encode(header, payload, (message) => this.#parts.asker.item(message, payload.length));
  }

  end(): void {
    const times = this.#letGo();
    this.#afterAll(() => {
      // Where the asker wanted an answer, this is none: it may fail.
      this.#parts.asker.end();
      this.#parts.life.answered(200, times);
    });
  }

  fail(failure: RequestFailure): void {
    const timing = this.#inference === null ? '' : serverTiming(this.#inference, performance.now());
    const times = this.#letGo();
    this.#afterAll(() => {
      this.#parts.life.failed(failure, times);
      this.#parts.asker.fail(failure, timing);
    });
  }

  /** So many bytes of items were sent: the model may make more. */
  took(bytes: number): void {
    if (this.#inference !== null) this.#parts.entry.credit(this.#inference, bytes);
  }

  /** The reader is behind, or no longer: that nothing comes is meanwhile not the model's fault. */
  waits(isBehind: boolean): void {
    if (isBehind) this.#inference?.readerPaused(performance.now());
    else this.#inference?.readerResumed(performance.now());
  }

  /** Nobody waits for the answer any more. The asker hears nothing of it. */
  cancel(failure: RequestFailure = this.#whyGone()): void {
    if (this.#parts.life.isOver) return;
    this.#lane.stop();
    if (this.#inference !== null) this.#parts.entry.cancel(this.#inference);
    this.#parts.life.failed(failure, this.#letGo());
  }

  #submit({ id, raw, body, header, deadlineAt }: AskedPrediction): void {
    const { service, bodies } = this.#context;
    const { entry } = this.#parts;
    if (!bodies.take(body.length)) return this.fail(NO_ROOM);
    this.#heldBytes = body.length;
    this.#raw = raw;
    this.#deadlineAt = deadlineAt;
    const form = Form.V2_BINARY;
    const isPrediction = true;
    const input = { id, body, form, accept: form, header, deadlineAt, sink: this, isPrediction };
    this.#inference = service.submit(entry, input);
  }

  /** A client whose deadline has passed leaves, too, and may be heard before our own timer. */
  #whyGone(): RequestFailure {
    const isLate = performance.now() > this.#deadlineAt - CLOCK_SLACK_MS;
    return isLate ? LATE : LEFT;
  }

  /** Makes the message of an answer, after those before it. */
  #encode(header: FrameHeader, payload: Uint8Array, onMessage: (message: Buffer) => void): void {
    const isLast = this.#inference === null;
    if (!this.#context.unread.roomFor(payload.length)) return this.#refuse(NO_ROOM_FOR_ANSWER);
    const given = header['binaryOffset'];
    const binaryOffset = typeof given === 'number' ? given : payload.length;
    const answer = refusing(() => toInferAnswer(payload, { binaryOffset, raw: this.#raw }));
    if (isRefusal(answer)) return this.#refuse(answer);
    this.#lane.run(refusingSliced(this.#parts.asker.encode(answer, isLast)), {
      onDone: (message) => {
        if (isRefusal(message)) this.#refuse(message);
        else onMessage(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
      },
      onError: (error) => this.#refuse(bugFailure(this.#context, error)),
    });
  }

  /** Does something when all messages before it are made. */
  #afterAll(onDone: () => void): void {
    this.#lane.run(nothing(), { onDone, onError: onDone });
  }

  /** What came cannot be passed on. */
  #refuse(failure: RequestFailure): void {
    this.cancel(failure);
    this.#parts.asker.fail(failure, '');
  }

  /** The slot, and what was held for the model, are needed no longer; gives where the time went. */
  #letGo(): RequestTimes | null {
    const inference = this.#inference;
    this.#inference = null;
    this.#context.bodies.release(this.#heldBytes);
    this.#heldBytes = 0;
    if (inference === null) return null;
    const { queuedAt, sentAt, computeMicros, phase } = inference;
    const timing = this.#parts.life.trace?.isRecorded === true ? inference.timing : null;
    return { queuedAt, sentAt, computeMicros, phase, timing };
  }
}

function* nothing(): Sliced<void> {}

/** How far the client's timer, the way of its message and ours may be apart. */
const CLOCK_SLACK_MS = 100;

const LATE: RequestFailure = { code: 'REQUEST_DEADLINE', message: 'The deadline of the call passed' };

const LEFT: RequestFailure = { code: 'REQUEST_CANCELLED', message: 'The client cancelled the call' };

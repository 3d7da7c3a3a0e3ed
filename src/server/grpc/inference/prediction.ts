// One prediction over gRPC, from its message to its last answer.
import { NO_ROOM } from '../../../core/inference/body-refusals.ts';
import type { InferenceRequest, Sink } from '../../../core/inference/inference-request.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { InferAnswer } from '../../../core/protocols/infer-answer.ts';
import { toInferAnswer } from '../../../core/protocols/infer-answer.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Form } from '../../../core/wire/frame.ts';
import type { RequestLife } from '../../service/ending.ts';
import { NO_ROOM_FOR_ANSWER } from '../../service/unread-answers.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { refusing } from '../call/grpc-status.ts';
import type { AskedPrediction } from './read-prediction.ts';

/** Who waits for the answers. */
export interface Asker {
  /** The whole answer. */
  answer(answer: InferAnswer): void;
  /** One answer of several; `bytes` are given back by `took` when it was sent. */
  item(answer: InferAnswer, bytes: number): void;
  /** There are no more. */
  end(): void;
  fail(failure: RequestFailure): void;
}

/** Turns what becomes of a request into answers of the protocol. */
export class Prediction implements Sink {
  readonly asked: AskedPrediction;
  readonly #context: GrpcContext;
  readonly #asker: Asker;
  readonly #life: RequestLife;
  /** The slot's object while the request is on its way: from then on the slot may be somebody else's. */
  #inference: InferenceRequest | null = null;
  #heldBytes = 0;

  constructor(
    context: GrpcContext,
    asked: AskedPrediction,
    { asker, life }: { readonly asker: Asker; readonly life: RequestLife },
  ) {
    this.#context = context;
    this.asked = asked;
    this.#asker = asker;
    this.#life = life;
  }

  /** Asks the model. */
  submit(): void {
    const { entry, id, body, header, deadlineAt } = this.asked;
    const { service, bodies } = this.#context;
    if (!bodies.take(body.length)) return this.fail(NO_ROOM);
    this.#heldBytes = body.length;
    const form = Form.V2_BINARY;
    const isPrediction = true;
    const input = { id, body, form, accept: form, header, deadlineAt, sink: this, isPrediction };
    this.#inference = service.submit(entry, input);
  }

  answer(_form: number, header: FrameHeader, payload: Uint8Array): void {
    const answer = this.#read(header, payload);
    if (answer === null) return;
    this.#over(null);
    this.#asker.answer(answer);
  }

  chunk(_form: number, header: FrameHeader, payload: Uint8Array): void {
    const answer = this.#read(header, payload);
    if (answer !== null) this.#asker.item(answer, payload.length);
  }

  end(): void {
    // Where the asker wanted an answer, this is none: it may fail.
    this.#asker.end();
    this.#over(null);
  }

  fail(failure: RequestFailure): void {
    this.#over(failure);
    this.#asker.fail(failure);
  }

  /** So many bytes of items were sent: the model may make more. */
  took(bytes: number): void {
    if (this.#inference !== null) this.asked.entry.credit(this.#inference, bytes);
  }

  /** The reader is behind, or no longer: that nothing comes is meanwhile not the model's fault. */
  waits(isBehind: boolean): void {
    if (isBehind) this.#inference?.readerPaused(performance.now());
    else this.#inference?.readerResumed(performance.now());
  }

  /** Nobody waits for the answer any more. The asker hears nothing of it. */
  cancel(failure: RequestFailure = this.#whyGone()): void {
    if (this.#life.isOver) return;
    if (this.#inference !== null) this.asked.entry.cancel(this.#inference);
    this.#over(failure);
  }

  /** A client whose deadline has passed leaves, too, and may be heard before our own timer. */
  #whyGone(): RequestFailure {
    const isLate = performance.now() > this.asked.deadlineAt - CLOCK_SLACK_MS;
    return isLate ? LATE : LEFT;
  }

  /** The answer of a frame; null where it is none, of which the asker has heard. */
  #read(header: FrameHeader, payload: Uint8Array): InferAnswer | null {
    const { raw } = this.asked;
    if (!this.#context.unread.roomFor(payload.length)) return this.#refuse(NO_ROOM_FOR_ANSWER);
    const given = header['binaryOffset'];
    const binaryOffset = typeof given === 'number' ? given : payload.length;
    const answer = refusing(() => toInferAnswer(payload, { binaryOffset, raw }));
    return isRefusal(answer) ? this.#refuse(answer) : answer;
  }

  /** What came cannot be passed on. */
  #refuse(failure: RequestFailure): null {
    this.cancel(failure);
    this.#asker.fail(failure);
    return null;
  }

  #over(failure: RequestFailure | null): void {
    const inference = this.#inference;
    this.#inference = null;
    this.#context.bodies.release(this.#heldBytes);
    this.#heldBytes = 0;
    if (failure === null) this.#life.answered(200, inference);
    else this.#life.failed(failure, inference);
  }
}

/** How far the client's timer, the way of its message and ours may be apart. */
const CLOCK_SLACK_MS = 100;

const LATE: RequestFailure = { code: 'REQUEST_DEADLINE', message: 'The deadline of the call passed' };

const LEFT: RequestFailure = { code: 'REQUEST_CANCELLED', message: 'The client cancelled the call' };

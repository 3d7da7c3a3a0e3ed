// A request on its way through the server: from admission to its terminal frame.
import type { Batch } from '../batching/batch.ts';
import type { FrameHeader } from '../wire/frame.ts';
import type { Linked } from './linked-queue.ts';
import type { Body } from './pieced-body.ts';
import type { RequestFailure } from './request-failure.ts';
import type { Slotted } from './slot-table.ts';

/**
 * Where an answer goes: an HTTP response, a promise. It is told either `answer`, or `chunk`s and then `end`, or `fail`
 * (which may follow chunks). Payloads are views into what was read: they may be kept, not changed.
 */
export interface Sink {
  /** The whole answer, in the form (`Form`) and with the header (RESULT of the wire protocol) that the model chose. */
  answer(form: number, header: FrameHeader, payload: Uint8Array): void;
  /** One item of a stream; form and header of the first one hold for all. */
  chunk(form: number, header: FrameHeader, payload: Uint8Array): void;
  /** The stream is complete; of a session, with the header of END (wire protocol 3.8). */
  end(header?: FrameHeader): void;
  /** There is no answer, or no more of it. */
  fail(failure: RequestFailure): void;
  /** Only of a session: the model has received so many bytes of its messages. */
  received?(bytes: number): void;
}

/** Who has a request: whatever computes its answer. */
export interface Carrier {
  /** Asks for an early end; the terminal frame comes all the same. */
  cancel(request: InferenceRequest): void;
  /** Says that the reader of a stream took so many bytes. */
  credit(request: InferenceRequest, bytes: number): void;
  /** Sends a message of a session, in form `Form.TEXT` or `Form.RAW`; only where the model has the method for one. */
  message?(request: InferenceRequest, form: number, payload: Uint8Array): void;
  /** Says that the client of a session has left; the terminal frame comes all the same. */
  hangUp?(request: InferenceRequest, code: number, reason: string): void;
}

/** What is asked of a model. */
export interface RequestInput {
  /** What the request is called in logs. */
  readonly id: string;
  readonly body: Body;
  /** What the body is, and in which form the answer is wanted (0: the same). */
  readonly form: number;
  readonly accept: number;
  /** The REQUEST header of the wire protocol, encoded; NO_BYTES for a plain prediction. */
  readonly header: Uint8Array;
  /** When the deadline that came with it passes, in ms of the server's monotonic clock; Infinity for none. The entry's limits count beside. */
  readonly deadlineAt: number;
  readonly sink: Sink;
  /** Whether it goes on with messages (a WebSocket): it takes no place of the requests that are computed. Default: false. */
  readonly isSession?: boolean;
  /** Whether it asks for predict and may be computed with others of its kind in one call. Default: false. */
  readonly isPrediction?: boolean;
}

/** Where a request is that was admitted: it waits for a worker, a worker computes its answer, or items of a stream have come. */
export type RequestPhase = 'queue' | 'compute' | 'stream';

/** A stage of the model, as the worker has measured it: when it began, from when the request was taken up, and how long it took. */
export interface StageTime {
  readonly name: string;
  readonly startMs: number;
  readonly ms: number;
}

/** Where the time of a request went, in ms; times as of `RequestInSlot`. */
export interface RequestTiming {
  readonly queuedAt: number;
  readonly sentAt: number;
  readonly computeMs: number;
  /** How many requests it was sent with, itself included; 0: it was sent alone. */
  readonly batchSize: number;
  /** Why they were sent when they were; empty where it was sent alone. */
  readonly batchReason: string;
  /** Empty where nobody has asked for them, or the worker does not say. */
  readonly stages: readonly StageTime[];
}

const NO_STAGES: readonly StageTime[] = [];

/** The sink of a request that nobody waits for any more. */
const NOBODY: Sink = { answer: ignore, chunk: ignore, end: ignore, fail: ignore };

/** No body, no header. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * A request as everybody sees it: its fields can be read, and what becomes of it is told by a call. Only the slot table
 * and a queue write beside it, each what `Slotted` and `Linked` say.
 */
export type InferenceRequest = Readonly<RequestInSlot>;

/** The object for a slot of the table of requests. */
export function createRequest(slot: number): InferenceRequest {
  return new RequestInSlot(slot);
}

/**
 * It is made once and filled again for every request that the slot holds, with all fields set from the start, so that it
 * never changes its shape.
 */
class RequestInSlot implements Slotted, Linked<InferenceRequest> {
  readonly slot: number;
  generation = 0;
  taken = false;
  previous: InferenceRequest | null = null;
  next: InferenceRequest | null = null;

  id = '';
  body: Body = NO_BYTES;
  form = 0;
  accept = 0;
  header: Uint8Array = NO_BYTES;
  deadlineAt = Infinity;
  sink: Sink = NOBODY;
  isSession = false;
  isPrediction = false;

  /** Who has it; null while it waits in the queue. */
  carrier: Carrier | null = null;
  /** Its place among all requests that its carrier was given, from 1, as a worker's progress file counts; 0: unknown. */
  order = 0;
  /** Those that it was sent with; null where its carrier merges none, or it has none. */
  batch: Batch | null = null;
  /** Whether it takes no place of its carrier's: it is in preprocess or postprocess. */
  isAside = false;
  /** Whether an item of a stream has come. */
  isStreaming = false;
  /** When it was taken, in ms of the server's monotonic clock; so are the next five. */
  queuedAt = 0;
  /** Since when it waits for a replica, where it waits. */
  waitsSince = 0;
  /** When it was last sent to a replica; 0: it was not yet. */
  sentAt = 0;
  /** When the last item of a stream came, or its reader stopped or began to make room. */
  activeAt = 0;
  /** Since when nobody waits for it though its carrier has it; 0: somebody does. */
  cancelledAt = 0;
  /** Whether the reader of a stream makes no room. */
  isReaderBehind = false;
  /** What the worker measured; known when the sink gets its last call. */
  computeMicros = 0;
  /** Likewise; empty where it was not asked to tell them. */
  stages: readonly StageTime[] = NO_STAGES;

  constructor(slot: number) {
    this.slot = slot;
  }

  /** Fills the slot for a new request. */
  begin(input: RequestInput, now: number): void {
    this.id = input.id;
    this.body = input.body;
    this.form = input.form;
    this.accept = input.accept;
    this.header = input.header;
    this.deadlineAt = input.deadlineAt;
    this.sink = input.sink;
    this.isSession = input.isSession === true;
    this.isPrediction = input.isPrediction === true;
    this.carrier = null;
    this.order = 0;
    this.batch = null;
    this.isAside = false;
    this.isStreaming = false;
    this.queuedAt = now;
    this.waitsSince = now;
    this.sentAt = 0;
    this.activeAt = 0;
    this.cancelledAt = 0;
    this.isReaderBehind = false;
    this.computeMicros = 0;
    this.stages = NO_STAGES;
  }

  /** Whether somebody still waits for the answer. */
  get isWanted(): boolean {
    return this.sink !== NOBODY;
  }

  /** How far it has come. */
  get phase(): RequestPhase {
    if (this.carrier === null) return 'queue';
    return this.isStreaming ? 'stream' : 'compute';
  }

  /** It leaves the queue for a replica, in a batch where that merges requests. */
  sent(now: number, batch: Batch | null): void {
    this.sentAt = now;
    this.batch = batch;
  }

  /** From now on this carrier has it; as the `order`th that it was given, where the carrier counts them. */
  carried(carrier: Carrier, order = 0): void {
    this.carrier = carrier;
    this.order = order;
  }

  /** Its carrier is gone before it began: it waits again. */
  requeued(now: number): void {
    this.waitsSince = now;
    this.carrier = null;
    this.order = 0;
    this.batch = null;
    this.isAside = false;
  }

  /** Its carrier has set it aside, or goes on with it. */
  setAside(isAside: boolean): void {
    this.isAside = isAside;
  }

  /** Nobody waits for it any more; its carrier is told. */
  cancelled(now: number): void {
    this.cancelledAt = now;
  }

  /** An item of its stream came. */
  itemCame(now: number): void {
    this.isStreaming = true;
    this.activeAt = now;
  }

  /** The reader of its stream takes nothing: that no item comes is not the model's fault. */
  readerPaused(now: number): void {
    this.isReaderBehind = true;
    this.activeAt = now;
  }

  /** The reader of its stream takes items again. */
  readerResumed(now: number): void {
    this.isReaderBehind = false;
    this.activeAt = now;
  }

  /** Where its time went. */
  get timing(): RequestTiming {
    const { queuedAt, sentAt, computeMicros, batch, stages } = this;
    const { size: batchSize = 0, reason: batchReason = '' } = batch ?? {};
    return { queuedAt, sentAt, computeMs: computeMicros / 1000, batchSize, batchReason, stages };
  }

  /** The answer is about to be told, which took the model so long, in these stages where it says so. */
  computed(micros: number, stages: readonly StageTime[] = NO_STAGES): void {
    this.computeMicros = micros;
    this.stages = stages;
  }

  /** Gives the sink, and lets whatever comes from now on go nowhere. */
  detach(): Sink {
    const { sink } = this;
    this.sink = NOBODY;
    return sink;
  }

  /** Lets go of what the request held; the slot is about to be free. */
  forget(): void {
    this.sink = NOBODY;
    this.body = NO_BYTES;
    this.header = NO_BYTES;
    this.carrier = null;
    this.batch = null;
  }
}

function ignore(): void {}

// Where every request to a model ends, exactly once, whatever transport it came over and however early it was refused.
import type { RequestPhase, RequestTiming } from '../../core/inference/inference-request.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { statusOf } from '../../core/inference/request-failure.ts';
import type { BeginTrace, RequestTrace } from '../telemetry/tracing/request-trace.ts';
import { adoptTrace } from '../telemetry/tracing/request-trace.ts';
import type { Entry } from './entry.ts';
import type { SpentTime } from './server-timing.ts';
import { computeMsOf, queueMsOf } from './server-timing.ts';

/** What is known of a request when it comes. */
export interface RequestBeginning {
  /** What it is called in logs, and what its client was told that it is. */
  readonly id: string;
  /** Whose token it came with; null where none was needed, or it was not let in. */
  readonly caller: string | null;
  /** The method of HTTP; `gRPC` where it is a call. */
  readonly method: string;
  /** What it asks for, as it came: over HTTP with its query, in which a client may have put what is nobody else's affair. */
  readonly target: string;
  /** The template of the route that it came on, such as `/v1/models/{name}:predict`; empty where it has found none. */
  readonly route: string;
  /** The headers of its trace, as they came. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** What is known of a request when it is over. */
export interface RequestEnding extends RequestBeginning {
  /** Whose model was asked; null where it ended before that was known. */
  readonly entry: Entry | null;
  /** Whether it went on with messages (a WebSocket): it took as long as somebody wanted to talk, and counts among no others. */
  readonly isSession: boolean;
  /** The HTTP status that it was, or would have been, answered with; 499 where its client left. */
  readonly status: number;
  /** The trace that it belongs to; null: none. */
  readonly trace: RequestTrace | null;
  /** When it came, in ms of the server's monotonic clock. */
  readonly startedAt: number;
  /** From its headers to its answer. */
  readonly totalMs: number;
  /** Until it was sent to a worker, or was over; 0 where it was not admitted. */
  readonly queueMs: number;
  /** What the worker took, or had taken when nobody waited for it any more. */
  readonly computeMs: number;
  /** Where the time went, for those who draw it: only where its trace is recorded, and it was admitted. */
  readonly timing: RequestTiming | null;
  /** How far it had come when it was over. */
  readonly phase: EndingPhase;
  /** Why it was not answered; null where it was. */
  readonly failure: RequestFailure | null;
}

/** `receive`: it was not admitted yet, as its body was still to come. */
export type EndingPhase = 'receive' | RequestPhase;

/** How far a request to a model came, and where its time went, such as it knows itself while it has its slot. */
export interface RequestTimes extends SpentTime {
  readonly phase: RequestPhase;
  /** Null where its trace is not recorded. */
  readonly timing: RequestTiming | null;
}

/** Is told of every request that is over. The object is the request's own, which nobody changes any more: it may be kept. */
export type EndingObserver = (ending: RequestEnding) => void;

/** Tells its observers of every request that is over, in their order. */
export class Endings {
  readonly #observers: readonly EndingObserver[];
  readonly beginTrace: BeginTrace;

  constructor(observers: readonly EndingObserver[], beginTrace: BeginTrace = adoptTrace) {
    this.#observers = observers;
    this.beginTrace = beginTrace;
  }

  /** A request came. */
  begin(beginning: RequestBeginning): RequestLife {
    return new RequestLife(this, beginning, false);
  }

  /** A request came that goes on with messages. */
  beginSession(beginning: RequestBeginning): RequestLife {
    return new RequestLife(this, beginning, true);
  }

  /** To be called by a life that is over. */
  tell(ending: RequestEnding): void {
    for (const observer of this.#observers) observer(ending);
  }
}

/**
 * A request from when it came until it is over, which turns into what is known of its end: the one object that telling of it
 * costs, of the same shape for every request.
 */
export class RequestLife implements RequestEnding {
  readonly #endings: Endings;
  id: string;
  entry: Entry | null = null;
  readonly caller: string | null;
  readonly method: string;
  readonly target: string;
  readonly route: string;
  traceparent: string | undefined;
  tracestate: string | undefined;
  trace: RequestTrace | null;
  readonly isSession: boolean;
  /** When it came, in ms of the server's monotonic clock. */
  readonly startedAt = performance.now();
  isOver = false;
  status = 0;
  totalMs = 0;
  queueMs = 0;
  computeMs = 0;
  timing: RequestTiming | null = null;
  phase: EndingPhase = 'receive';
  failure: RequestFailure | null = null;

  constructor(endings: Endings, beginning: RequestBeginning, isSession: boolean) {
    this.#endings = endings;
    this.id = beginning.id;
    this.caller = beginning.caller;
    this.method = beginning.method;
    this.target = beginning.target;
    this.route = beginning.route;
    this.traceparent = beginning.traceparent;
    this.tracestate = beginning.tracestate;
    this.trace = endings.beginTrace(beginning);
    this.isSession = isSession;
  }

  /** Its body says which trace it is of, where no header has. To be called before it is submitted. */
  joinTrace(traceparent: string, tracestate: string | undefined): void {
    if (this.traceparent !== undefined) return;
    this.traceparent = traceparent;
    this.tracestate = tracestate;
    this.trace = this.#endings.beginTrace(this);
  }

  /** It was answered; `times`: those of the request to the model, where there was one. Nothing where it is over already. */
  answered(status: number, times: RequestTimes | null): void {
    this.#over(status, null, times);
  }

  /** It was refused, failed, or nobody waits for its answer any more. Nothing where it is over already. */
  failed(failure: RequestFailure, times: RequestTimes | null = null): void {
    this.#over(statusOf(failure), failure, times);
  }

  #over(status: number, failure: RequestFailure | null, times: RequestTimes | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.status = status;
    this.failure = failure;
    const now = performance.now();
    this.totalMs = now - this.startedAt;
    if (times !== null) {
      this.queueMs = queueMsOf(times, now);
      this.computeMs = computeMsOf(times, now);
      this.phase = times.phase;
      if (this.trace?.isRecorded === true) this.timing = times.timing;
    }
    this.#endings.tell(this);
  }
}

// One line a request: for what failed or was slow always, for what went well as long as there is little of it. A line for each
// request halves the throughput, so of many alike one stands for the others, and says for how many: the numbers of all lines add up
// to the requests that there were.
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { showText } from '../../core/errors/show-text.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Logger } from './logger.ts';
import type { RequestTrace } from './tracing/request-trace.ts';

/** What is known of a request when it is over. */
export interface AccessRecord {
  readonly id: string;
  /** Null where it failed before it was known which model is meant. */
  readonly entry: { readonly name: string } | null;
  /** Whose token the request came with; null where none was needed. */
  readonly caller: string | null;
  /** What was asked, and of which path: `POST` and the target of an HTTP request, or `gRPC` and the name of a method. */
  readonly method: string;
  readonly target: string;
  /** The trace that it belongs to; null: none. */
  readonly trace: RequestTrace | null;
  readonly status: number;
  readonly totalMs: number;
  readonly queueMs: number;
  readonly computeMs: number;
  /** Why it failed; null where it did not. */
  readonly failure: RequestFailure | null;
}

/** Lines a second for requests that went well; of what comes after them, the last of its sort stands for all of that second. */
const LINES_PER_SECOND = 10;

/** A request that takes longer is worth a line. */
const SLOW_MS = 1000;

/** What an overloaded or unready server sees by the thousand: a line for each would make the overload worse. */
const SAMPLED_ERRORS = new Set([429, 499, 503]);

/** What strangers can cause as often as they like gets no line: a log is for those who run the server, and their callers. */
const NOT_LET_IN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['AUTH_REQUIRED']);

/** Strangers can cause it, too, but whoever runs the server may have to let their page in, or their proxy. */
const PAGE_REFUSED: ErrorCode = 'ORIGIN_REFUSED';

/** Requests of one sort, of which the last gets a line. */
interface Sort {
  last: AccessRecord;
  count: number;
}

/** Logs requests, within bounds. */
export class AccessLog {
  readonly #logger: Logger;
  /** Lines left in this second; refilled by the timer, which runs only while requests come. */
  #left = LINES_PER_SECOND;
  /** What was not logged in this second: by entry (null where it is not known), and by status. */
  readonly #unshown = new Map<AccessRecord['entry'], Map<number, Sort>>();
  #timer: NodeJS.Timeout | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Logs a request that is over, or counts it. */
  note(record: AccessRecord): void {
    if (this.#isOwnLine(record)) this.#write(record, 1);
  }

  /** Says what is still unsaid. To be called at the end. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#endSecond();
  }

  /** Whether it gets a line of its own at once; one that does not is kept for the line of its sort, or gets none. */
  #isOwnLine(record: AccessRecord): boolean {
    const { entry, status, totalMs, failure } = record;
    if (failure !== null && NOT_LET_IN.has(failure.code)) return false;
    const isStranger = failure?.code === PAGE_REFUSED;
    const isSampled = status < 400 || SAMPLED_ERRORS.has(status) || entry === null || isStranger;
    if (!isSampled || totalMs >= SLOW_MS) return true;
    this.#timer ??= setTimeout(this.#endSecond, 1000).unref();
    if (this.#left === 0) {
      this.#keep(record);
      return false;
    }
    this.#left -= 1;
    return true;
  }

  #keep(record: AccessRecord): void {
    const { entry, status } = record;
    let byStatus = this.#unshown.get(entry);
    if (byStatus === undefined) this.#unshown.set(entry, (byStatus = new Map()));
    const sort = byStatus.get(status);
    if (sort === undefined) byStatus.set(status, { last: record, count: 1 });
    else {
      sort.last = record;
      sort.count += 1;
    }
  }

  /** `standsFor`: how many requests the line tells of, this one included. */
  #write(record: AccessRecord, standsFor: number): void {
    const { id, entry, caller, trace, status, totalMs, queueMs, computeMs, failure } = record;
    const times = { ms: round(totalMs), queueMs: round(queueMs), computeMs: round(computeMs) };
    const traceId = trace?.context.traceId;
    const what = { requestId: id, ...(traceId !== undefined && { traceId }), request: requestText(record) };
    const fields = {
      ...what,
      entry: entry?.name ?? null,
      ...(caller !== null && { caller }),
      status,
      ...times,
      ...reasonOf(record),
      ...(standsFor > 1 && { standsFor }),
    };
    this.#logger[levelOf(status)](fields, failure?.message ?? 'answered');
  }

  readonly #endSecond = (): void => {
    for (const byStatus of this.#unshown.values()) {
      for (const { last, count } of byStatus.values()) this.#write(last, count);
    }
    this.#unshown.clear();
    this.#left = LINES_PER_SECOND;
    this.#timer = null;
  };
}

/** What was asked for, without its query: tokens and names of people stand there. */
function requestText({ method, target }: AccessRecord): string {
  return showText(`${method} ${target.split('?', 1)[0] ?? ''}`);
}

/** Why it failed, with the traceback where the model raised, unless it did so to say what is wrong with the request. */
function reasonOf({ status, failure }: AccessRecord): object {
  if (failure === null) return {};
  const { code, exception } = failure;
  const isOnPurpose = code === 'MODEL_HTTP_ERROR' && status < 500;
  return { code, ...(exception?.traceback !== undefined && !isOnPurpose && { traceback: exception.traceback }) };
}

/** 503 is an answer of a healthy server too: it loads, or it drains. */
function levelOf(status: number): 'error' | 'warn' | 'info' {
  if (status >= 500 && status !== 503) return 'error';
  return status >= 400 ? 'warn' : 'info';
}

/** Milliseconds with two decimals. */
function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

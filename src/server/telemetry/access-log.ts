// One line a request: for what failed or was slow always, for what went well now and then. A line for each request
// halves the throughput.
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { showText } from '../../core/errors/show-text.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Logger } from './logger.ts';

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
  readonly status: number;
  readonly totalMs: number;
  readonly queueMs: number;
  readonly computeMs: number;
  /** Why it failed; null where it did not. */
  readonly failure: RequestFailure | null;
}

/** Lines a second for requests of the same sort; above that they are only counted. */
const LINES_PER_SECOND = 10;

/** A request that takes longer is worth a line. */
const SLOW_MS = 1000;

/** What an overloaded or unready server sees by the thousand: a line for each would make the overload worse. */
const SAMPLED_ERRORS = new Set([429, 499, 503]);

/** What strangers can cause as often as they like gets no line: a log is for those who run the server, and their callers. */
const NOT_LET_IN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['AUTH_REQUIRED']);

/** Strangers can cause it, too, but whoever runs the server may have to let their page in, or their proxy. */
const PAGE_REFUSED: ErrorCode = 'ORIGIN_REFUSED';

/** Logs requests, within bounds. */
export class AccessLog {
  readonly #logger: Logger;
  /** Lines left in this second; refilled by the timer, which runs only while requests come. */
  #left = LINES_PER_SECOND;
  #unshown = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Logs a request that is over, or counts it. */
  note(record: AccessRecord): void {
    if (this.#wants(record)) this.#write(record);
  }

  /** Says what is still unsaid. To be called at the end. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#summarise();
  }

  #wants({ entry, status, totalMs, failure }: AccessRecord): boolean {
    if (failure !== null && NOT_LET_IN.has(failure.code)) return false;
    const isStranger = failure?.code === PAGE_REFUSED;
    const isSampled = status < 400 || SAMPLED_ERRORS.has(status) || entry === null || isStranger;
    if (!isSampled || totalMs >= SLOW_MS) return true;
    this.#timer ??= setTimeout(this.#summarise, 1000).unref();
    if (this.#left === 0) {
      this.#unshown += 1;
      return false;
    }
    this.#left -= 1;
    return true;
  }

  #write(record: AccessRecord): void {
    const { id, entry, caller, status, totalMs, queueMs, computeMs, failure } = record;
    const times = { ms: round(totalMs), queueMs: round(queueMs), computeMs: round(computeMs) };
    const who = { requestId: id, request: requestText(record), entry: entry?.name ?? null };
    const fields = { ...who, ...(caller !== null && { caller }), status, ...times, ...reasonOf(record) };
    this.#logger[levelOf(status)](fields, failure?.message ?? 'answered');
  }

  readonly #summarise = (): void => {
    if (this.#unshown > 0) this.#logger.info({ count: this.#unshown }, 'more requests, not shown one by one');
    this.#unshown = 0;
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

// One line a request: for what failed or was slow always, for what went well now and then. A line for each request
// halves the throughput.
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import type { Logger } from './logger.ts';

/** What is known of a request when it is over. */
export interface AccessRecord {
  readonly id: string;
  /** Null where it failed before it was known which model is meant. */
  readonly entry: string | null;
  /** Whose token the request came with; null where none was needed. */
  readonly caller: string | null;
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

  /** Whether a request that took so long and ended so should be logged, and is to be passed to `write`. */
  wants(status: number, totalMs: number): boolean {
    if ((status >= 400 && !SAMPLED_ERRORS.has(status)) || totalMs >= SLOW_MS) return true;
    this.#timer ??= setTimeout(this.#summarise, 1000).unref();
    if (this.#left === 0) {
      this.#unshown += 1;
      return false;
    }
    this.#left -= 1;
    return true;
  }

  /** Logs a request, with the traceback where the model raised. */
  write({ id, entry, caller, status, totalMs, queueMs, computeMs, failure }: AccessRecord): void {
    const times = { ms: round(totalMs), queueMs: round(queueMs), computeMs: round(computeMs) };
    const traceback = failure?.exception?.traceback;
    const reason = failure === null ? {} : { code: failure.code, ...(traceback !== undefined && { traceback }) };
    const who = { requestId: id, entry, ...(caller !== null && { caller }) };
    this.#logger[levelOf(status)]({ ...who, status, ...times, ...reason }, failure?.message ?? 'predict');
  }

  /** Says what is still unsaid. To be called at the end. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#summarise();
  }

  readonly #summarise = (): void => {
    if (this.#unshown > 0) this.#logger.info({ count: this.#unshown }, 'more requests, not shown one by one');
    this.#unshown = 0;
    this.#left = LINES_PER_SECOND;
    this.#timer = null;
  };
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

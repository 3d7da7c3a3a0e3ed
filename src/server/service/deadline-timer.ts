import type { Entry } from './entry.ts';

/** How exact a deadline is. A sweep over a full table of 1000 requests takes about 5 µs. */
const TICK_MS = 10;

/**
 * Watches the deadlines of all requests with one timer, which runs while there are any: a timer for each request cost
 * a tenth of the throughput.
 */
export class DeadlineTimer {
  readonly #entries: () => readonly Entry[];
  #timer: NodeJS.Timeout | null = null;

  /** `entries`: those that have requests, asked each time, since they come and go. */
  constructor(entries: () => readonly Entry[]) {
    this.#entries = entries;
  }

  /** To be called when a request was taken. */
  wake(): void {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  /** Ends the timer. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    const now = performance.now();
    const entries = this.#entries();
    for (const entry of entries) entry.expire(now);
    if (entries.every((entry) => entry.inFlight === 0)) this.stop();
  }
}

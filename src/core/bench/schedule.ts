// When requests of a fixed rate are due, and since when each has waited. A server that stalls delays what would have been sent
// meanwhile: those requests count from when they were due, or the pause would show in a single one of them ("coordinated omission").

/** The times at which requests of a rate are due. All times are ms of one clock. */
export class Schedule {
  readonly #startMs: number;
  readonly #intervalMs: number;
  #taken = 0;

  constructor(startMs: number, requestsPerSecond: number) {
    this.#startMs = startMs;
    this.#intervalMs = 1000 / requestsPerSecond;
  }

  /** When the next request is due. */
  get nextMs(): number {
    // Multiplied, not added up: a sum of many intervals would drift.
    return this.#startMs + this.#taken * this.#intervalMs;
  }

  /** Takes the next request where it is due by now; gives when it was due, else null. */
  take(nowMs: number): number | null {
    const due = this.nextMs;
    if (due > nowMs) return null;
    this.#taken += 1;
    return due;
  }
}

/**
 * Since when a request waits that is sent now. Where a connection was free when it was due, only the sender's own timer was late,
 * which says nothing about the server.
 *
 * `freeSinceMs`: since when at least one connection is free.
 */
export function waitsSince(dueMs: number, freeSinceMs: number, nowMs: number): number {
  return freeSinceMs <= dueMs ? nowMs : dueMs;
}

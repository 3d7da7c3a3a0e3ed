/** A count of requests and how long they took together, in ms. */
export interface Tally {
  count: number;
  ms: number;
}

/** A request that is over, as far as it is counted. */
interface CountedRequest {
  /** The HTTP status that it was, or would have been, answered with. */
  readonly status: number;
  readonly totalMs: number;
  readonly queueMs: number;
  readonly computeMs: number;
}

/**
 * What became of the requests of an entry since the server started, by any transport. Numbers alone: noting a request
 * allocates nothing, and whoever shows them (V2's statistics, metrics) reads them when asked.
 */
export class EntryStatistics {
  /** Answered; from the headers of the request to its answer. */
  readonly succeeded: Tally = { count: 0, ms: 0 };
  /** Not answered because of the request: statuses 4xx, a client that left included. */
  readonly refused: Tally = { count: 0, ms: 0 };
  /** Not answered because of the model or the server: statuses 5xx. */
  readonly failed: Tally = { count: 0, ms: 0 };
  /** Until they were sent to a worker, of the answered ones. */
  readonly queued: Tally = { count: 0, ms: 0 };
  /** What the worker took, of the answered ones. */
  readonly computed: Tally = { count: 0, ms: 0 };
  /** Sessions that are open; they count among no others. */
  openSessions = 0;
  /** How often a worker was started in the place of one that had ended, or did not start. */
  workerRestarts = 0;
  /** How often a worker was replaced, since calls for which nobody waited kept its places. */
  workerReplacements = 0;
  /** When the last request was over, in ms since the epoch; 0: there was none. */
  lastAt = 0;

  /** Counts a request that is over. */
  note({ status, totalMs, queueMs, computeMs }: CountedRequest): void {
    this.lastAt = Date.now();
    if (status >= 500) return add(this.failed, totalMs);
    if (status >= 400) return add(this.refused, totalMs);
    add(this.succeeded, totalMs);
    add(this.queued, queueMs);
    add(this.computed, computeMs);
  }
}

function add(tally: Tally, ms: number): void {
  tally.count += 1;
  tally.ms += ms;
}

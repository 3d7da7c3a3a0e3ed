// What one level of a load is, and what came of it.

/** So many connections, for so long. */
export interface Level {
  readonly connections: number;
  /** Requests a second that are sent, however fast the answers come; null: each connection sends as soon as it is answered. */
  readonly rate: number | null;
  readonly durationMs: number;
  /** What comes before, and is not counted. */
  readonly warmupMs: number;
}

/** How long answers took. A request that was due while every connection was busy has waited since it was due. */
export interface Latency {
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** One kind of request that was not answered well. */
export interface Failure {
  /** `HTTP 429 SERVER_BUSY`, `another answer`, `ECONNRESET`. */
  readonly kind: string;
  readonly count: number;
  /** What was said the first time. */
  readonly message: string;
}

/** One point of the curve of latencies: so many percent of the answers took no longer. */
export interface CurvePoint {
  readonly percent: number;
  readonly ms: number;
}

/** What a level came to. Only right answers count; what went wrong is told apart. */
export interface LevelResult {
  readonly connections: number;
  readonly rate: number | null;
  readonly seconds: number;
  readonly answers: number;
  readonly requestsPerSecond: number;
  /** Null where there was no right answer. */
  readonly latency: Latency | null;
  readonly curve: readonly CurvePoint[];
  readonly errors: number;
  readonly failures: readonly Failure[];
  /** How long requests waited in the server, and how long the model took, on average; null where the server does not say. */
  readonly queueMs: number | null;
  readonly computeMs: number | null;
  /** How many requests went to the model together, on average; null where it merges none. */
  readonly meanBatch: number | null;
  /** The share of the time in which the sender was at work: near 1 it was the sender that could not do more. */
  readonly senderBusy: number;
}

// What became of one request of a soak, as its client saw it.

/**
 * - `right`: the answer that was due, be it an error that was asked for
 * - `refused`: an error that says what it is
 * - `broken`: a stream that had begun and did not come to its end
 * - `left`: the client went before the answer was there
 * - `lost`: a connection that ended without a word
 * - `wrong`: any other answer
 */
export type Ending = 'right' | 'refused' | 'broken' | 'left' | 'lost' | 'wrong';

/** What a client tells of a request. */
export interface Outcome {
  readonly ending: Ending;
  /** The HTTP status that the client saw, or that stands for what it saw over gRPC; null: it saw none, or not how it ended. */
  readonly status: number | null;
  /** What is to be said of it where it is not `right`: the code of an error, what was wrong. */
  readonly detail: string;
  /** How many requests it was for the server's count: a WebSocket is none, a stream of gRPC several. */
  readonly counted: number;
}

/** The same, with when it was, in ms of the soak's clock. */
export interface Finished extends Outcome {
  readonly kind: string;
  readonly beganAt: number;
  readonly endedAt: number;
}

/** The answer that was due. */
export function right(status: number, counted = 1): Outcome {
  return { ending: 'right', status, detail: '', counted };
}

/** Anything else. */
export function other(ending: Ending, status: number | null, detail: string, counted = 1): Outcome {
  return { ending, status, detail, counted };
}

// When requests that wait go to a worker, and how many of them together. It has neither a clock nor the queue.

/** Callers on the same machine who were just answered are back within this time, and asking. */
const MAX_WAIT_MS = 2;

/** Of what the last batch took: a wait in vain then costs a tenth of the throughput at most. */
const WAIT_SHARE = 0.1;

/** What a batch depends on. */
export interface BatchState {
  /** How many requests wait. */
  readonly queued: number;
  /** How many the worker may be given now. */
  readonly room: number;
  /** How many it may compute together. */
  readonly maxBatchSize: number;
  /** The batch that it answered last, whose callers may ask again at once; null: nobody is worth waiting for. */
  readonly answered: AnsweredBatch | null;
}

/** A batch that is over. */
interface AnsweredBatch {
  /** When it was answered, in ms of the caller's clock. */
  readonly at: number;
  readonly size: number;
  readonly computeMs: number;
}

/** What to do now: to send the first so many requests together, or to ask again later, at the latest then. */
export type BatchDecision = { readonly send: number } | { readonly waitUntil: number };

/** A request that comes, or an answer that makes room, ends this wait. */
const UNTIL_SOMETHING_HAPPENS: BatchDecision = { waitUntil: Infinity };

/**
 * Decides the next batch of a worker. It is work-conserving: whoever is idle gets what there is at once. Only after a batch,
 * while fewer wait than were answered, it lets the callers of that batch come back for a moment, since one full batch
 * costs less than two half ones.
 */
export function nextBatch({ queued, room, maxBatchSize, answered }: BatchState, now: number): BatchDecision {
  const largest = Math.min(room, maxBatchSize);
  const send = Math.min(queued, largest);
  if (send === 0) return UNTIL_SOMETHING_HAPPENS;
  if (answered === null || send === largest || queued >= answered.size) return { send };
  const waitUntil = answered.at + Math.min(MAX_WAIT_MS, answered.computeMs * WAIT_SHARE);
  return now < waitUntil ? { waitUntil } : { send };
}

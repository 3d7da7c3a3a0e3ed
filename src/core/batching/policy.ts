// When requests that wait go to a worker, and how many of them together. It has neither a clock nor the queue.

/** Callers on the same machine who were just answered are back within this time, and asking. */
const MAX_WAIT_MS = 2;

/** Of what the last batch took: a wait in vain then costs a tenth of the throughput at most. */
const WAIT_SHARE = 0.1;

/** What a batch depends on. */
export interface BatchState {
  /** How many requests wait. */
  readonly queued: number;
  /** Since when the first of them does, in ms of the caller's clock. */
  readonly queuedSince: number;
  /** How many the worker may be given now. */
  readonly room: number;
  /** How many it may compute together. */
  readonly maxBatchSize: number;
  /** The batch that it answered last, whose callers may ask again at once; null: nobody is worth waiting for. */
  readonly answered: AnsweredBatch | null;
  /** How long the first may wait for others, as somebody has said; null: it is decided here. */
  readonly maxWaitMs: number | null;
}

/** A batch that is over. */
export interface AnsweredBatch {
  /** When it was answered, in ms of the caller's clock. */
  readonly at: number;
  readonly size: number;
  readonly computeMs: number;
}

/**
 * Why a batch was sent: it is as large as it may be; the worker had nothing to do; the callers of the batch before are back;
 * or others were waited for as long as that was worth it.
 */
export type ReleaseReason = 'full' | 'idle' | 'returned' | 'waited';

/** What to do now: to send the first so many requests together, or to ask again later, at the latest then. */
export type BatchDecision = { readonly send: number; readonly reason: ReleaseReason } | { readonly waitUntil: number };

/** A request that comes, or an answer that makes room, ends this wait. */
const UNTIL_SOMETHING_HAPPENS: BatchDecision = { waitUntil: Infinity };

/**
 * Decides the next batch of a worker. It is work-conserving: whoever is idle gets what there is at once. Only after a batch,
 * while fewer wait than were answered, it lets the callers of that batch come back for a moment, since one full batch
 * costs less than two half ones.
 */
export function nextBatch(state: BatchState, now: number): BatchDecision {
  const { queued, queuedSince, room, maxBatchSize, answered, maxWaitMs } = state;
  const largest = Math.min(room, maxBatchSize);
  const send = Math.min(queued, largest);
  if (send === 0) return UNTIL_SOMETHING_HAPPENS;
  if (send === largest) return { send, reason: 'full' };
  if (maxWaitMs !== null) return sendOrWait(send, queuedSince + maxWaitMs, now);
  if (answered === null) return { send, reason: 'idle' };
  if (queued >= answered.size) return { send, reason: 'returned' };
  const waitUntil = answered.at + Math.min(MAX_WAIT_MS, answered.computeMs * WAIT_SHARE);
  // Of a worker that was idle long before they came, nobody has waited for its callers.
  return queuedSince > waitUntil ? { send, reason: 'idle' } : sendOrWait(send, waitUntil, now);
}

function sendOrWait(send: number, waitUntil: number, now: number): BatchDecision {
  return now < waitUntil ? { waitUntil } : { send, reason: 'waited' };
}

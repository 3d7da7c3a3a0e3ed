// When a worker is replaced because of calls that do not come back though nobody waits for them.
import type { InferenceRequest } from './inference-request.ts';

/** A request that was sent, and that a worker has not begun after so long, is waiting: it is on its way for a few ms at most. */
const WAITS_AFTER_MS = 1000;

/** A worker, as far as it matters here. */
export interface BusyWorker {
  /** Its requests that are no sessions. */
  readonly requests: readonly InferenceRequest[];
  readonly hasBegun: (request: InferenceRequest) => boolean;
  readonly predictConcurrency: number;
  /** Whether requests that take no place are so many that it gets no more. */
  readonly isCrowded: boolean;
  /** Whether requests wait that it would get if it had room. */
  readonly isWaitedFor: boolean;
  /** How long a call may go on for which nobody waits. */
  readonly graceMs: number;
}

/**
 * Whether a worker should be replaced: calls that were cancelled longer than the grace ago keep the places of others that wait, and
 * nothing else that it computes could still be finished. It is never while somebody waits for a call that has its place, nor where the
 * calls that are left over keep nobody waiting.
 */
export function isStuck(worker: BusyWorker, now: number): boolean {
  const { requests, hasBegun, predictConcurrency, isCrowded, isWaitedFor, graceMs } = worker;
  const isLeftOver = (request: InferenceRequest): boolean =>
    request.cancelledAt > 0 && now - request.cancelledAt >= graceMs && hasBegun(request);
  const leftOver = requests.filter((request) => (!request.isAside || isCrowded) && isLeftOver(request));
  if (leftOver.length === 0) return false;
  const waits = (request: InferenceRequest): boolean =>
    request.isWanted && now - request.sentAt >= WAITS_AFTER_MS && !hasBegun(request);
  if (!isWaitedFor && !requests.some(waits)) return false;
  const begun = requests.filter((request) => !isLeftOver(request) && hasBegun(request));
  if (begun.length === 0) return true;
  // Whatever else has begun waits for a place, which it will not get; but for what needs none.
  return callsOf(leftOver, begun) >= predictConcurrency && !begun.some((request) => request.isAside);
}

/** How many calls of the model compute these requests and none of the others: those of a batch are one. */
function callsOf(requests: readonly InferenceRequest[], others: readonly InferenceRequest[]): number {
  const calls = new Set(requests.map((request) => request.batch ?? request));
  for (const { batch } of others) if (batch !== null) calls.delete(batch);
  return calls.size;
}

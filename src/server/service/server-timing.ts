// Where the time of a request went, for whoever asked.
import type { InferenceRequest } from '../../core/inference/inference-request.ts';

/** The header of https://www.w3.org/TR/server-timing/, which browsers show beside a request; of gRPC, in small letters, a trailer. */
export const SERVER_TIMING = 'Server-Timing';

/** When a request was taken and sent, in ms of the server's monotonic clock (0: not sent), and what its worker has measured. */
export type SpentTime = Pick<InferenceRequest, 'queuedAt' | 'sentAt' | 'computeMicros'>;

/**
 * Where the time of a request went, in ms: `queue`, until it was sent to a worker, and `compute`, what that took or has taken so far.
 */
export function serverTiming(request: InferenceRequest, now: number): string {
  const queue = `queue;dur=${rounded(queueMsOf(request, now))}`;
  return request.sentAt === 0 ? queue : `${queue}, compute;dur=${rounded(computeMsOf(request, now))}`;
}

/** How long a request waited until it was sent to a worker, in ms, or has waited so far. */
export function queueMsOf({ queuedAt, sentAt }: SpentTime, now: number): number {
  return (sentAt === 0 ? now : sentAt) - queuedAt;
}

/** What a worker took for a request, in ms, as it has measured it itself, or else has taken so far; 0 where it was not sent. */
export function computeMsOf({ sentAt, computeMicros }: SpentTime, now: number): number {
  if (computeMicros > 0) return computeMicros / 1000;
  return sentAt === 0 ? 0 : now - sentAt;
}

/** To a hundredth: more digits are noise, and longer than what they say. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

// Where the time of a request went, for whoever asked.
import type { InferenceRequest } from '../../core/inference/inference-request.ts';

/** The header of https://www.w3.org/TR/server-timing/, which browsers show beside a request; of gRPC, in small letters, a trailer. */
export const SERVER_TIMING = 'Server-Timing';

/**
 * Where the time of a request went, in ms: `queue`, until it was sent to a worker, and `compute`, what that took or has taken so far.
 */
export function serverTiming(request: InferenceRequest, now: number): string {
  const { sentAt, queuedAt, computeMicros } = request;
  if (sentAt === 0) return `queue;dur=${rounded(now - queuedAt)}`;
  const computeMs = computeMicros > 0 ? computeMicros / 1000 : now - sentAt;
  return `queue;dur=${rounded(sentAt - queuedAt)}, compute;dur=${rounded(computeMs)}`;
}

/** To a hundredth: more digits are noise, and longer than what they say. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

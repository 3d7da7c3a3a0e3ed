import type { OrRefusal } from '../../../core/inference/refusal.ts';

/**
 * The header with which a client asks for less time than `runtime.request_timeout` allows: a whole number of
 * milliseconds, at least 1, for queue, compute and stream together. What is longer than the config allows is cut to it.
 */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';

/** How long a request may take in ms, or why its header says nothing valid. */
export function timeoutMs(header: string | string[] | undefined, longestMs: number): OrRefusal<number> {
  if (header === undefined) return longestMs;
  const asked = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
  if (asked > 0) return Math.min(asked, longestMs);
  return {
    code: 'REQUEST_HEADER_INVALID',
    message: `The header X-Request-Timeout-Ms is ${JSON.stringify(header)}, where a number of milliseconds such as 5000 is expected`,
  };
}

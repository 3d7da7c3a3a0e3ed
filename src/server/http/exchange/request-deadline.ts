import type { OrRefusal } from '../../../core/inference/refusal.ts';

/**
 * The header with which a client says how long it waits: a whole number of milliseconds, at least 1, for queue, compute and
 * stream together. The limits of the config hold beside it.
 */
export const TIMEOUT_HEADER = 'x-request-timeout-ms';

/** How long a client waits in ms, Infinity where it does not say; or why its header says nothing valid. */
export function timeoutMs(header: string | string[] | undefined): OrRefusal<number> {
  if (header === undefined) return Infinity;
  const asked = typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
  if (asked > 0) return asked;
  return {
    code: 'REQUEST_HEADER_INVALID',
    message: `The header X-Request-Timeout-Ms is ${JSON.stringify(header)}, where a number of milliseconds such as 5000 is expected`,
  };
}

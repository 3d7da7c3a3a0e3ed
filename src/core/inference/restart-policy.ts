/** Immediately the first time; then longer and longer, so that a model that cannot start leaves the machine alone. */
const DELAYS_MS = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000] as const;

/** A worker that was ready for so long was well: its next death counts as the first. */
const HEALTHY_AFTER_MS = 60_000;

/** How long to wait before a worker that ended is started again, in ms; `failures` counts this end, so it is at least 1. */
export function restartDelayMs(failures: number): number {
  return DELAYS_MS[Math.min(failures, DELAYS_MS.length) - 1] ?? 0;
}

/** The number of failures in a row after one more, where the worker had been ready for `readyMs` (0: never). */
export function countFailure(failures: number, readyMs: number): number {
  return readyMs >= HEALTHY_AFTER_MS ? 1 : failures + 1;
}

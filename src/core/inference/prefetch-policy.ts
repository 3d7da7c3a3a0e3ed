// How many requests go to a worker before it has answered. One too few and a fast worker idles for a round trip between
// two requests; many too many and the requests of a slow one cannot be cancelled or given to another worker any more.

/** Work to keep ahead of a worker: well above the round trip through two event loops under load. */
const TARGET_MICROS = 2000;

/** Of a model as slow as this the round trip is a hundredth: nothing is sent ahead, so that nothing waits behind it. */
const SLOW_MICROS = 10_000;

/** More has no effect on a no-op model at 64 connections, and bounds what a worker that hangs can hold. */
const MAX_PREFETCH = 128;

/** How much a new measurement counts: about the last ten requests are remembered. */
const SMOOTHING = 1 / 8;

/**
 * The running mean of a worker's compute time in µs after one more measurement; `mean` is 0 before the first.
 * A measurement of 0 (a model faster than the worker's clock) counts as 1.
 */
export function smoothCompute(mean: number, measuredMicros: number): number {
  const measured = Math.max(1, measuredMicros);
  return mean === 0 ? measured : mean + (measured - mean) * SMOOTHING;
}

/**
 * How many requests a worker may hold: what it computes at a time, and ahead of that what fills about 2 ms.
 *
 * @param meanMicros the mean compute time in µs, 0 where nothing is known yet
 */
export function prefetchLimit(meanMicros: number, predictConcurrency: number): number {
  if (meanMicros === 0 || meanMicros > SLOW_MICROS) return predictConcurrency;
  const ahead = Math.max(1, Math.floor(TARGET_MICROS / meanMicros));
  return Math.max(predictConcurrency, Math.min(MAX_PREFETCH, predictConcurrency + ahead));
}

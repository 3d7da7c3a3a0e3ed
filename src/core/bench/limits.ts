// What a server is asked to reach, and whether it did.
import type { JudgedLevel } from './knee.ts';

/** Null: no limit. */
export interface Limits {
  readonly minRate: number | null;
  readonly maxP99Ms: number | null;
}

/**
 * What was not reached, a sentence each. A rate has to be reached at one of the levels, and there within the p99 where that has
 * a limit, too; a p99 alone holds for every level.
 */
export function missedLimits(levels: readonly JudgedLevel[], { minRate, maxP99Ms }: Limits): readonly string[] {
  const isWithin = ({ latency }: JudgedLevel): boolean =>
    maxP99Ms === null || (latency !== null && latency.p99Ms <= maxP99Ms);
  if (minRate === null) return levels.filter((level) => !isWithin(level)).map((level) => tooSlow(level, maxP99Ms ?? 0));
  const rates = levels.filter(isWithin).map(({ requestsPerSecond }) => requestsPerSecond);
  const most = Math.max(0, ...rates);
  if (most >= minRate) return [];
  const within = maxP99Ms === null ? '' : ` with a p99 within ${maxP99Ms} ms`;
  return [`${most.toFixed(1)} requests a second${within}, and ${minRate} are asked for`];
}

function tooSlow({ connections, rate, latency }: JudgedLevel, maxP99Ms: number): string {
  const load = rate === null ? `${connections} connection${connections === 1 ? '' : 's'}` : `${rate} requests a second`;
  const p99 = latency === null ? 'no answer' : `a p99 of ${latency.p99Ms.toFixed(2)} ms`;
  return `${p99} at ${load}, and at most ${maxP99Ms} ms are asked for`;
}

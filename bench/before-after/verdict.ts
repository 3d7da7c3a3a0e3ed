// What the measurements of a figure say together.
import { median, medianInterval } from '../measure/statistics.ts';
import type { Figure, Measurement } from './figures.ts';

/** What may be lost before it is called slower. */
export const TOLERANCE = 0.05;

/** Two measurements, one right after the other. */
export interface Pair {
  readonly before: Measurement;
  readonly after: Measurement;
}

/** How much more of something the same work takes after than before, by pairs of neighbours in time. */
export interface Change {
  readonly median: number;
  /** Where the true median lies, which few pairs do not say. */
  readonly interval: readonly [low: number, high: number];
}

/** What came of one figure. */
export interface Verdict {
  readonly before: number;
  readonly after: number;
  readonly time: Change;
  readonly cpu: Change;
  /** `maybe`: by the median alone; `yes`: the whole interval is beyond what is tolerated. */
  readonly slower: 'no' | 'maybe' | 'yes';
}

/** Judges the pairs of a figure. Of a rate it is the time for one request that is compared. */
export function judge(unit: Figure['unit'], pairs: readonly Pair[]): Verdict {
  const time = change(
    pairs.map(({ before: { value: before }, after: { value: after } }) =>
      unit === 'ms' ? after / before : before / after,
    ),
  );
  const cpu = change(pairs.map(({ before, after }) => after.cpuMs / before.cpuMs));
  return {
    before: median(pairs.map(({ before }) => before.value)),
    after: median(pairs.map(({ after }) => after.value)),
    time,
    cpu,
    slower: slowness([time, cpu]),
  };
}

function slowness(changes: readonly Change[]): Verdict['slower'] {
  if (changes.some(({ interval: [low] }) => low > 1 + TOLERANCE)) return 'yes';
  return changes.some((each) => each.median > 1 + TOLERANCE) ? 'maybe' : 'no';
}

function change(ratios: readonly number[]): Change {
  return { median: median(ratios), interval: medianInterval(ratios) };
}

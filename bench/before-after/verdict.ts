// What the measurements of a figure say together.
import { median, middleHalf } from '../measure/statistics.ts';
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
  /** Half of the pairs lie between these two. */
  readonly middleHalf: readonly [number, number];
}

/** What came of one figure. */
export interface Verdict {
  readonly before: number;
  readonly after: number;
  readonly time: Change;
  readonly cpu: Change;
  /** `maybe`: by the median alone; `yes`: three of four pairs agree. */
  readonly slower: 'no' | 'maybe' | 'yes';
}

/** Judges the pairs of a figure. A rate is taken as the time that one request takes of it. */
export function judge(unit: Figure['unit'], pairs: readonly Pair[]): Verdict {
  const time = change(pairs.map(({ before, after }) => toTime(unit, after.value) / toTime(unit, before.value)));
  const cpu = change(pairs.map(({ before, after }) => after.cpuMs / before.cpuMs));
  return {
    before: median(pairs.map(({ before }) => before.value)),
    after: median(pairs.map(({ after }) => after.value)),
    time,
    cpu,
    slower: [time, cpu].some(isSurelyMore) ? 'yes' : [time, cpu].some(isMore) ? 'maybe' : 'no',
  };
}

function isMore({ median: middle }: Change): boolean {
  return middle > 1 + TOLERANCE;
}

function isSurelyMore({ middleHalf: [low] }: Change): boolean {
  return low > 1 + TOLERANCE;
}

function change(ratios: readonly number[]): Change {
  return { median: median(ratios), middleHalf: middleHalf(ratios) };
}

function toTime(unit: Figure['unit'], value: number): number {
  return unit === 'ms' ? value : 1 / value;
}

// What comes in while a level is measured.
import type { RecordableHistogram } from 'node:perf_hooks';
import { createHistogram } from 'node:perf_hooks';

import type { CurvePoint, Failure, Latency, LevelResult } from '../../core/bench/level.ts';

/** Longer than any server makes a client wait. */
const LONGEST_MS = 24 * 3600 * 1000;

/** Values are kept to a thousandth of their size. */
const DIGITS = 3;

/** A page of HTML that a proxy answers with says no more than its beginning. */
const MAX_MESSAGE_CHARACTERS = 300;

/** Where the curve of latencies has its points: denser towards the slowest answers, of which a plot shows the most. */
const CURVE_PERCENTS = [0, 10, 25, 50, 75, 80, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99, 100];

/** What is counted, in a histogram of the kind of HdrHistogram, which Node brings along. */
export type Counted = Pick<
  LevelResult,
  'answers' | 'latency' | 'curve' | 'errors' | 'failures' | 'queueMs' | 'computeMs'
>;

/** The counts of one level. */
export class Tally {
  readonly #microseconds: RecordableHistogram = createHistogram({
    lowest: 1,
    highest: LONGEST_MS * 1000,
    figures: DIGITS,
  });
  readonly #failures = new Map<string, { count: number; readonly message: string }>();
  #maxMs = 0;
  #answers = 0;
  #errors = 0;
  #timed = 0;
  #queueMs = 0;
  #computeMs = 0;

  get answers(): number {
    return this.#answers;
  }

  get errors(): number {
    return this.#errors;
  }

  /** Counts a right answer that took so long. */
  answer(ms: number, head: string): void {
    this.#answers += 1;
    this.wait(ms);
    const timing = /\r\nserver-timing:[^\r]*?\bqueue;dur=([\d.]+), compute;dur=([\d.]+)/i.exec(head);
    if (timing === null) return;
    this.#timed += 1;
    this.#queueMs += Number(timing[1]);
    this.#computeMs += Number(timing[2]);
  }

  /** Counts how long somebody has waited, who got no answer yet. */
  wait(ms: number): void {
    this.#maxMs = Math.max(this.#maxMs, ms);
    this.#microseconds.record(Math.min(LONGEST_MS * 1000, Math.max(1, Math.round(ms * 1000))));
  }

  fail(kind: string, message: string): void {
    this.#errors += 1;
    const known = this.#failures.get(kind);
    if (known === undefined) this.#failures.set(kind, { count: 1, message: message.slice(0, MAX_MESSAGE_CHARACTERS) });
    else known.count += 1;
  }

  /** What came to be. */
  read(): Counted {
    const failures = [...this.#failures].map(([kind, { count, message }]): Failure => ({ kind, count, message }));
    return {
      answers: this.#answers,
      latency: this.#latency(),
      curve: this.#curve(),
      errors: this.#errors,
      failures: failures.toSorted((one, other) => other.count - one.count),
      queueMs: this.#timed === 0 ? null : this.#queueMs / this.#timed,
      computeMs: this.#timed === 0 ? null : this.#computeMs / this.#timed,
    };
  }

  /** Null where nobody waited. */
  #latency(): Latency | null {
    if (this.#microseconds.count === 0) return null;
    return {
      meanMs: this.#microseconds.mean / 1000,
      p50Ms: this.#percentileMs(50),
      p90Ms: this.#percentileMs(90),
      p99Ms: this.#percentileMs(99),
      p999Ms: this.#percentileMs(99.9),
      maxMs: this.#maxMs,
    };
  }

  #curve(): readonly CurvePoint[] {
    if (this.#microseconds.count === 0) return [];
    return CURVE_PERCENTS.map((percent) => ({ percent, ms: this.#percentileMs(percent) }));
  }

  /** A histogram gives the end of the step that a value is in, which may lie above all values. */
  #percentileMs(percent: number): number {
    const { min } = this.#microseconds;
    return Math.min(this.#maxMs, (percent === 0 ? min : this.#microseconds.percentile(percent)) / 1000);
  }
}

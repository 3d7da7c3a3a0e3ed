// Which settings of a server to try, one after another, and which of them to keep. It knows no server: whoever asks measures.
import type { LevelResult } from './level.ts';

/** What of a config decides how much a model takes. */
export interface Setting {
  readonly workers: number;
  readonly predictConcurrency: number;
  /** Null: requests are not merged. */
  readonly maxBatchSize: number | null;
}

/** What came of a setting; null: it could not be served. */
export type Outcome = Pick<LevelResult, 'requestsPerSecond' | 'errors' | 'meanBatch'> | null;

/** A change that is worth its place in the config. */
export interface Gain {
  readonly field: keyof Setting;
  readonly value: number;
  /** How many times the answers of before. */
  readonly factor: number;
  /** How many requests went to the model together then. */
  readonly meanBatch: number | null;
}

/** What tuning has found. */
export interface Tuned {
  readonly best: Setting;
  /** In the order in which they were found; none where the setting of before is the best. */
  readonly gains: readonly Gain[];
}

/** What gains less is not told from chance, and is not worth a line. */
const WORTH = 1.1;

/** What is tried of each: from what costs nothing to what costs memory. Each stops where the next step gains nothing. */
const STEPS = {
  maxBatchSize: [32, 128],
  predictConcurrency: [4, 16, 64],
  workers: [2, 4, 8, 16],
} as const satisfies Record<keyof Setting, readonly number[]>;

const FIELDS = ['maxBatchSize', 'predictConcurrency', 'workers'] as const;

/**
 * Yields settings to try and is given what came of each; returns the best. Beginning with `start`, one number after the other is
 * raised for as long as that gains a tenth: a few settings instead of all combinations.
 */
export function* tune(
  start: Setting,
  { maxWorkers }: { readonly maxWorkers: number },
): Generator<Setting, Tuned, Outcome> {
  let best = start;
  let reached = yield start;
  const gains: Gain[] = [];
  for (const field of FIELDS) {
    for (const value of STEPS[field]) {
      if (value <= (best[field] ?? 0) || (field === 'workers' && value > maxWorkers)) continue;
      const setting = { ...best, [field]: value };
      const outcome = yield setting;
      const factor = gainOf(outcome, reached);
      if (outcome === null || factor < WORTH) break;
      gains.push({ field, value, factor, meanBatch: outcome.meanBatch });
      best = setting;
      reached = outcome;
    }
  }
  return { best, gains: lastOfEach(gains) };
}

/** A setting with errors gains nothing, whatever it answers. */
function gainOf(outcome: Outcome, before: Outcome): number {
  if (outcome === null || outcome.errors > 0) return 0;
  const { requestsPerSecond } = outcome;
  return requestsPerSecond / Math.max(before?.requestsPerSecond ?? 0, Number.MIN_VALUE);
}

/** Steps of one field are one change, whose factors multiply. */
function lastOfEach(gains: readonly Gain[]): readonly Gain[] {
  return FIELDS.flatMap((field) => {
    const steps = gains.filter((gain) => gain.field === field);
    const last = steps.at(-1);
    return last === undefined ? [] : [{ ...last, factor: steps.reduce((product, { factor }) => product * factor, 1) }];
  });
}

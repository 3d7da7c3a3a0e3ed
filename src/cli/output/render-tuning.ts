// Settings that were tried as a table, and what to write into the config.
import type { Gain, Setting } from '../../core/bench/tuning.ts';
import { errorToJson } from '../../core/errors/error-json.ts';
import type { Tuning, TuningPlan, TuningTrial } from '../../host/bench/tune-truss.ts';
import { formatMs, formatRate } from './bench-table.ts';
import type { Output } from './output.ts';
import { describeProgress } from './show-levels.ts';
import type { Styles } from './styles.ts';
import { createStyles } from './styles.ts';

const TITLES = [
  'WORKERS',
  'PREDICT_CONCURRENCY',
  'MAX_BATCH_SIZE',
  'REQUESTS/S',
  '     P50',
  '     P99',
  'ERRORS',
  'BATCH',
];

/** Prints each trial as it ends, and on a terminal how far the next one is; nothing with `--json`. */
export function showTrials({ json, stdout, progress }: Output): Pick<TuningPlan, 'onProgress' | 'onTrial'> {
  let shown = 0;
  return {
    onProgress: (level, soFar) => progress.hint(`Setting ${shown + 1}: ${describeProgress(level, soFar)}`),
    onTrial(trial) {
      if (!json) {
        progress.clear();
        if (shown === 0) stdout.write(`${createStyles(stdout).bold(TITLES.join('  '))}\n`);
        stdout.write(`${renderTrial(trial)}\n`);
      }
      shown += 1;
    },
  };
}

function renderTrial({ setting, result, error }: TuningTrial): string {
  const { workers, predictConcurrency, maxBatchSize } = setting;
  const numbers = [String(workers), String(predictConcurrency), String(maxBatchSize ?? '-')];
  if (result === null) return `${row(numbers)}  ${error?.message ?? ''}`;
  const { requestsPerSecond, latency, errors, meanBatch } = result;
  return row([
    ...numbers,
    formatRate(requestsPerSecond),
    formatMs(latency?.p50Ms ?? null),
    formatMs(latency?.p99Ms ?? null),
    String(errors),
    meanBatch?.toFixed(1) ?? '-',
  ]);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, index) => cell.padStart(TITLES[index]?.length ?? 0)).join('  ');
}

/** What to write, and why. */
export function renderTuning({ gains }: Tuning, styles: Styles): string {
  if (gains.length === 0) return '\nNothing that was tried answers a tenth more: the config may stay as it is.';
  const lines = gains.map((gain) => `  ${styles.command(FIELD_NAMES[gain.field])}: ${reasonOf(gain)}`);
  return ['', 'Write into config.yaml:', '', styles.command(configLines(gains)), '', ...lines].join('\n');
}

/** The lines of the config. */
function configLines(gains: readonly Gain[]): string {
  const of = (field: keyof Setting): number | null => gains.find((gain) => gain.field === field)?.value ?? null;
  const [workers, concurrency, batch] = [of('workers'), of('predictConcurrency'), of('maxBatchSize')];
  return [
    'runtime:',
    ...(workers === null ? [] : [`  num_workers: ${workers}`]),
    ...(concurrency === null ? [] : [`  predict_concurrency: ${concurrency}`]),
    ...(batch === null ? [] : ['  batching:', `    max_batch_size: ${batch}`]),
  ].join('\n');
}

const FIELD_NAMES: Readonly<Record<keyof Setting, string>> = {
  workers: 'num_workers',
  predictConcurrency: 'predict_concurrency',
  maxBatchSize: 'max_batch_size',
};

/** Why a change is worth it, and what it asks for. */
function reasonOf({ field, factor, meanBatch }: Gain): string {
  const reasons: Readonly<Record<keyof Setting, string>> = {
    maxBatchSize: `the model got ${meanBatch?.toFixed(1) ?? 'several'} requests together`,
    predictConcurrency:
      'the model waits while it answers. Methods that are not async are called in several threads then: do they bear that?',
    workers: 'each process takes memory for a model of its own',
  };
  return `${factor.toFixed(1)} times the answers; ${reasons[field]}`;
}

/** The same for programs. */
export function tuningJson({ trials, gains }: Tuning): unknown {
  return {
    trials: trials.map(({ setting: { workers, predictConcurrency, maxBatchSize }, result, error }) => {
      const { requestsPerSecond = null, errors = null, meanBatch = null } = result ?? {};
      const p99Ms = result?.latency?.p99Ms ?? null;
      const failed = error === null ? null : errorToJson(error);
      return { workers, predictConcurrency, maxBatchSize, requestsPerSecond, p99Ms, errors, meanBatch, error: failed };
    }),
    write: gains.length === 0 ? null : configLines(gains),
    reasons: gains.map((gain) => `${FIELD_NAMES[gain.field]}: ${reasonOf(gain)}`),
  };
}

// A truss served with one setting after another, each under the same load.
import { availableParallelism } from 'node:os';

import type { Level, LevelResult } from '../../core/bench/level.ts';
import type { Setting, Tuned } from '../../core/bench/tuning.ts';
import { tune } from '../../core/bench/tuning.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { BenchPlan } from './bench-server.ts';
import { benchServer } from './bench-server.ts';
import type { ServedRun } from './served-truss.ts';
import { withServedTruss } from './served-truss.ts';

/** One setting, and what came of it. */
export interface TuningTrial {
  readonly setting: Setting;
  /** Null: it could not be served, and `error` says why. */
  readonly result: LevelResult | null;
  readonly error: TrussError | null;
}

/** How it is tuned. */
export interface TuningPlan extends Omit<BenchPlan, 'levels' | 'onResult'> {
  /** The load that every setting gets. */
  readonly level: Level;
  readonly onTrial: (trial: TuningTrial) => void;
}

/** What came of it. */
export interface Tuning extends Tuned {
  readonly trials: readonly TuningTrial[];
  /** What the best setting came to. */
  readonly result: LevelResult | null;
}

/**
 * Finds the setting with which a truss answers most.
 *
 * @throws {TrussError} `USAGE` for a truss whose server is another program's; what keeps it from being served as it is.
 */
export async function tuneTruss(project: Project, run: ServedRun, plan: TuningPlan): Promise<Tuning> {
  const { docker_server: ownServer, resources, runtime } = project.config;
  if (ownServer !== null) {
    const message = '--tune is for models that Truss runs: this truss brings a server of its own.';
    throw new TrussError('USAGE', { message, hint: 'Leave it out, and see the documents of that server.' });
  }
  const start: Setting = {
    workers: run.workers ?? runtime.num_workers,
    predictConcurrency: runtime.predict_concurrency,
    maxBatchSize: runtime.batching?.max_batch_size ?? null,
  };
  // A process has a device of its own: there are as many as there are devices.
  const maxWorkers = resources.use_gpu ? 0 : availableParallelism();
  const settings = tune(start, { maxWorkers });
  const trials: TuningTrial[] = [];
  let step = settings.next();
  while (step.done !== true) {
    const workers = resources.use_gpu ? run.workers : step.value.workers;
    const options = { setting: step.value, plan, isFirst: trials.length === 0 };
    const trial = await tryCautiously(withSetting(project, step.value), { ...run, workers }, options);
    trials.push(trial);
    plan.onTrial(trial);
    step = settings.next(trial.result);
  }
  const { best } = step.value;
  return { ...step.value, trials, result: trials.find(({ setting }) => setting === best)?.result ?? null };
}

interface TrialOptions {
  readonly setting: Setting;
  readonly plan: TuningPlan;
  readonly isFirst: boolean;
}

/** What cannot be served is no better; but as it is, it has to be. */
async function tryCautiously(project: Project, run: ServedRun, options: TrialOptions): Promise<TuningTrial> {
  const { setting, plan, isFirst } = options;
  const { level, ...load } = plan;
  try {
    const [result = null] = await withServedTruss(project, run, (target) =>
      benchServer(target, { ...load, levels: [level], onResult: () => undefined }),
    );
    return { setting, result, error: null };
  } catch (error) {
    if (isFirst || plan.signal.aborted || !(error instanceof TrussError)) throw error;
    return { setting, result: null, error };
  }
}

/** A truss as if its config had a setting. */
function withSetting(project: Project, { predictConcurrency, maxBatchSize }: Setting): Project {
  const { config, written } = project;
  const waits = { max_wait_ms: config.runtime.batching?.max_wait_ms ?? null };
  const batching = maxBatchSize === null ? null : { max_batch_size: maxBatchSize, ...waits };
  const runtime = { ...config.runtime, predict_concurrency: predictConcurrency, batching };
  return { ...project, config: { ...config, runtime }, written: [...written, 'runtime.predict_concurrency'] };
}

import { chooseExamples } from '../../toolchain/project/examples/choose-examples.ts';
import { recordOutputs } from '../../toolchain/project/examples/record-outputs.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { ModelRun } from '../ask/with-model.ts';
import { withModel } from '../ask/with-model.ts';
import { withPlaces } from '../prepare/open-truss.ts';
import { toRecorded } from './record-trial.ts';
import type { Trial } from './trial.ts';
import { tryExamples } from './try-examples.ts';

/** How the examples of a truss are tried. */
export interface TestOptions extends ModelRun {
  /** The name of the only one; null: all. */
  readonly example: string | null;
  /** Whether the answers become what is expected, where they differ or nothing is expected yet. */
  readonly update: boolean;
  /** Is told before each example how many were tried, and of how many. */
  readonly onNext: (done: number, total: number) => void;
}

/**
 * Runs the examples of a truss through its model.
 *
 * @throws {TrussError} `EXAMPLE_NOT_FOUND`, `EXAMPLES_INVALID`; `ENV_*`; what keeps the model from loading.
 */
export async function testTruss(project: Project, options: TestOptions): Promise<readonly Trial[]> {
  const { example, update, onNext, signal } = options;
  const { directory } = project;
  const chosen = await withPlaces(directory, () => chooseExamples(project, example));
  const next = (done: number): void => onNext(done, chosen.length);
  const tried = await withModel(project, options, (call) =>
    tryExamples(chosen, { directory, call, signal, onNext: next }),
  );
  if (!update) return tried;
  const trials = tried.map(toRecorded);
  const records = trials.flatMap(({ outcome, record }) => (outcome === 'recorded' && record !== null ? [record] : []));
  if (records.length > 0) await recordOutputs(project, records);
  return trials;
}

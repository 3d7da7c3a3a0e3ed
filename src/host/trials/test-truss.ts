import { chooseExamples } from '../../toolchain/project/examples/choose-examples.ts';
import { recordOutputs } from '../../toolchain/project/examples/record-outputs.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { withPlaces } from '../prepare/open-truss.ts';
import { toRecorded } from './record-trial.ts';
import type { Trial } from './trial.ts';
import type { TryTrussOptions } from './try-truss.ts';
import { tryTruss } from './try-truss.ts';

/** How the examples of a truss are tried. */
export interface TestOptions extends TryTrussOptions {
  /** The name of the only one; null: all. */
  readonly example: string | null;
  /** Whether the answers become what is expected, where they differ or nothing is expected yet. */
  readonly update: boolean;
}

/**
 * Runs the examples of a truss through its model.
 *
 * @throws {TrussError} `EXAMPLE_NOT_FOUND`, `EXAMPLES_INVALID`; `ENV_*`; what keeps the model from loading.
 */
export async function testTruss(project: Project, options: TestOptions): Promise<readonly Trial[]> {
  const { example, update, ...run } = options;
  const chosen = await withPlaces(project.directory, () => chooseExamples(project, example));
  const tried = await tryTruss(project, chosen, run);
  if (!update) return tried;
  const trials = tried.map(toRecorded);
  const records = trials.flatMap(({ outcome, record }) => (outcome === 'recorded' && record !== null ? [record] : []));
  if (records.length > 0) await recordOutputs(project, records);
  return trials;
}

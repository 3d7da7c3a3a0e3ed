import type { Example } from '../../core/examples/examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { ModelRun } from '../ask/with-model.ts';
import { withModel } from '../ask/with-model.ts';
import type { Trial } from './trial.ts';
import { tryExamples } from './try-examples.ts';

/** How a truss is tried. */
export interface TryTrussOptions extends ModelRun {
  /** Is told before each example how many were tried, and of how many. */
  readonly onNext: (done: number, total: number) => void;
}

/**
 * Loads the model of a truss, and asks it some examples.
 *
 * @throws {TrussError} `ENV_*`; what keeps the model from loading.
 */
export async function tryTruss(
  project: Project,
  examples: readonly Example[],
  { onNext, ...run }: TryTrussOptions,
): Promise<Trial[]> {
  const { directory } = project;
  const next = (done: number): void => onNext(done, examples.length);
  return withModel(project, run, (call) =>
    tryExamples(examples, { directory, call, signal: run.signal, onNext: next }),
  );
}

// The examples of a truss in both worlds: in its environment here, and in a container of its image.
import type { Difference } from '../../core/examples/compare-answers.ts';
import { compareAnswers } from '../../core/examples/compare-answers.ts';
import type { Example } from '../../core/examples/examples.ts';
import type { ContainedRun } from '../../toolchain/contained/run-contained.ts';
import { chooseExamples } from '../../toolchain/project/examples/choose-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { withContainer } from '../contained/with-container.ts';
import { withPlaces } from '../prepare/open-truss.ts';
import type { Trial } from './trial.ts';
import { tryExamples } from './try-examples.ts';
import type { TryTrussOptions } from './try-truss.ts';
import { tryTruss } from './try-truss.ts';

/** How the examples are tried. */
export interface ContainedTest {
  /** The name of the only one; null: all. */
  readonly example: string | null;
  readonly here: TryTrussOptions;
  readonly contained: Omit<ContainedRun, 'run'>;
}

/**
 * Runs the examples of a truss here and in a container. One fails where the container's answer is another one than is expected, or than
 * the model gives here.
 *
 * @throws {TrussError} as `testTruss`; `IMAGE_*`, `CONTAINER_*`
 */
export async function testContained(
  project: Project,
  { example, here, contained }: ContainedTest,
): Promise<readonly Trial[]> {
  const { directory } = project;
  const chosen = await withPlaces(directory, () => chooseExamples(project, example));
  const native = await tryTruss(project, chosen, here);
  const inside = await withContainer(project, contained, (call) =>
    tryExamples(chosen, {
      directory,
      call,
      signal: here.signal,
      onNext: (done) => here.onNext(done, chosen.length),
    }),
  );
  return inside.map((trial, index) => besideNative(trial, native[index], chosen[index]));
}

function besideNative(trial: Trial, native: Trial | undefined, example: Example | undefined): Trial {
  if (native === undefined || trial.error !== null || example === undefined) return trial;
  const found = differencesOf(trial, native, example).map(({ path, message }): Difference => {
    return { path, message: `here and in the container: ${message}` };
  });
  if (found.length === 0) return trial.outcome === 'unchecked' ? { ...trial, outcome: 'passed' } : trial;
  return { ...trial, outcome: 'failed', differences: [...trial.differences, ...found] };
}

function differencesOf(trial: Trial, native: Trial, { tolerance, ignore }: Example): readonly Difference[] {
  const { answer: ours } = native;
  const { answer: theirs } = trial;
  if (ours === theirs) return [];
  if (ours === null || theirs === null) {
    return [
      { path: '', message: ours === null ? 'expected an error, got an answer' : 'expected an answer, got an error' },
    ];
  }
  try {
    return compareAnswers(ours, theirs, tolerance, ignore);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ path: '', message: 'the answers are different texts' }];
  }
}

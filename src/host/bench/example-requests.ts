import { chooseExamples } from '../../toolchain/project/examples/choose-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { exampleQuestion } from '../ask/example-question.ts';
import { withPlaces } from '../prepare/open-truss.ts';
import type { BenchRequest } from './bench-request.ts';

/**
 * The examples of a truss, or the one of a name, as requests of a load.
 *
 * @throws {TrussError} `EXAMPLE_NOT_FOUND`, `EXAMPLES_INVALID`, `INPUT_INVALID`.
 */
export async function exampleRequests(project: Project, name: string | null): Promise<readonly BenchRequest[]> {
  const { directory } = project;
  const examples = await withPlaces(directory, () => chooseExamples(project, name));
  return Promise.all(
    examples.map(async (example) => {
      const { name: called, tolerance, ignore } = example;
      const { bytes, contentType, method } = await exampleQuestion(directory, example);
      return { name: called, bytes, contentType, method, tolerance, ignore };
    }),
  );
}

import { TrussError } from '../../core/errors/truss-error.ts';
import { exampleQuestion } from '../../host/ask/example-question.ts';
import type { ModelQuestion } from '../../host/ask/model-question.ts';
import { chooseExamples } from '../../toolchain/project/examples/choose-examples.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { InputSource } from './read-input.ts';
import { readInput } from './read-input.ts';

/**
 * The request for a truss: one of its examples, or what `readInput` reads.
 * @throws {TrussError} `USAGE`, `INPUT_INVALID`, `EXAMPLE_NOT_FOUND`, `EXAMPLES_INVALID`.
 */
export async function chooseInput(
  openProject: () => Promise<Project>,
  example: string | null,
  source: InputSource,
): Promise<ModelQuestion> {
  if (example === null) return readInput(source);
  if (source.data !== null || source.file !== null || source.form.length > 0) {
    const message = 'An example and another input are given.';
    throw new TrussError('USAGE', { message, hint: 'Give one of --example, --data, --file and --form.' });
  }
  const project = await openProject();
  const [chosen] = await chooseExamples(project, example);
  return exampleQuestion(project.directory, chosen);
}

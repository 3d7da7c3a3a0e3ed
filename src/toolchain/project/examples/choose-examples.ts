import { nearest } from '../../../core/config/nearest.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { Example } from '../../../core/examples/examples.ts';
import type { Project } from '../open/open-project.ts';
import { readExamples } from './read-examples.ts';

/**
 * The examples of a truss, or the one of a name; at least one.
 *
 * @throws {TrussError} `EXAMPLE_NOT_FOUND`, `EXAMPLES_INVALID`.
 */
export async function chooseExamples(
  project: Pick<Project, 'directory' | 'config'>,
  name: string | null,
): Promise<readonly [Example, ...Example[]]> {
  const examples = await readExamples(project);
  const [first, ...others] = name === null ? examples : examples.filter((example) => example.name === name);
  if (first === undefined) throw notFound(project.config.examples_filename, examples, name);
  return [first, ...others];
}

function notFound(file: string, examples: readonly Example[], name: string | null): TrussError {
  const names = examples.map((example) => example.name);
  if (name === null || names.length === 0) {
    return new TrussError('EXAMPLE_NOT_FOUND', {
      message: `There are no examples in ${file}.`,
      hint: 'Write one: `- name: first` and, below it, `  input: {inputs: [[1, 2]]}`.',
    });
  }
  const near = nearest(name, names);
  return new TrussError('EXAMPLE_NOT_FOUND', {
    message: `No example named ${name} was found in ${file}.`,
    hint: near === undefined ? `There are: ${names.join(', ')}.` : `Did you mean ${near}?`,
  });
}

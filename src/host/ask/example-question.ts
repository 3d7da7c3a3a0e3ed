import { join } from 'node:path';

import type { Example } from '../../core/examples/examples.ts';
import { fileQuestion } from './file-question.ts';
import type { ModelQuestion } from './model-question.ts';
import { jsonQuestion } from './model-question.ts';

const hints = {
  unreadable: 'Correct `input_file` in the examples of the truss: a path of a file, from the directory of the truss.',
  malformed: 'Write the request into the file that `input_file` names: {"inputs": [[1, 2]]}.',
};

/**
 * What an example asks, with the method that it asks. `directory`: of its truss.
 *
 * @throws {TrussError} `INPUT_INVALID` where its file cannot be read, or says that it is JSON and is not.
 */
export async function exampleQuestion(directory: string, example: Example): Promise<Required<ModelQuestion>> {
  const { inputFile, method } = example;
  const asked = inputFile === null ? jsonQuestion(example.body) : await fileQuestion(join(directory, inputFile), hints);
  return { ...asked, method };
}

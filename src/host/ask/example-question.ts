import { join } from 'node:path';

import type { ExampleForm, FormField } from '../../core/examples/example-form.ts';
import { formFields } from '../../core/examples/example-form.ts';
import type { Example } from '../../core/examples/examples.ts';
import { fileQuestion } from './file-question.ts';
import { formQuestion } from './form-question.ts';
import type { ModelQuestion } from './model-question.ts';
import { jsonQuestion } from './model-question.ts';

const hints = {
  unreadable: 'Correct `input_file` in the examples of the truss: a path of a file, from the directory of the truss.',
  malformed: 'Write the request into the file that `input_file` names: {"inputs": [[1, 2]]}.',
};

const formHints = {
  ...hints,
  unreadable:
    'Correct the `form` in the examples of the truss: `{file: …}` is a path, from the directory of the truss.',
};

/**
 * What an example asks, with the method that it asks. `directory`: of its truss.
 *
 * @throws {TrussError} `INPUT_INVALID` where its file cannot be read, or says that it is JSON and is not.
 */
export async function exampleQuestion(directory: string, example: Example): Promise<Required<ModelQuestion>> {
  return { ...(await questionOf(directory, example)), method: example.method };
}

function questionOf(directory: string, example: Example): ModelQuestion | Promise<ModelQuestion> {
  if (example.form !== null) return formQuestion(fieldsIn(directory, example.form), formHints);
  return example.inputFile === null
    ? jsonQuestion(example.body)
    : fileQuestion(join(directory, example.inputFile), hints);
}

/** The fields of an example's form, whose files are in the directory of the truss. */
export function fieldsIn(directory: string, form: ExampleForm): FormField[] {
  return formFields(form).map((field) =>
    'file' in field ? { name: field.name, file: join(directory, field.file) } : field,
  );
}

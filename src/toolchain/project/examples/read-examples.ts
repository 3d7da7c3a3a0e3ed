import { isUtf8 } from 'node:buffer';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ConfigPath } from '../../../core/config/problem.ts';
import { pathText } from '../../../core/config/problem.ts';
import { locate } from '../../../core/config/yaml/locate.ts';
import { parseYaml } from '../../../core/config/yaml/parse-yaml.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { formFields } from '../../../core/examples/example-form.ts';
import type { Example, ParsedExamples } from '../../../core/examples/examples.ts';
import { parseExamples } from '../../../core/examples/examples.ts';
import { readPlainFile } from '../../../system/files/read-plain-file.ts';
import { isMissing } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import type { Project } from '../open/open-project.ts';

/**
 * Reads the examples of a truss. No file, or an empty one, is no example.
 *
 * @throws {TrussError} `FILE_UNREADABLE`; `EXAMPLES_INVALID` with every problem of the file; one is a file of a request that is not there.
 */
export async function readExamples(project: Pick<Project, 'directory' | 'config'>): Promise<readonly Example[]> {
  return (await readExamplesFile(project)).examples;
}

/** The same, with a warning for each key that means nothing. */
export async function readExamplesFile(project: Pick<Project, 'directory' | 'config'>): Promise<ParsedExamples> {
  const file = project.config.examples_filename;
  const text = await readText(join(project.directory, file), file);
  const parsed = parseExamples(text, file);
  const found = parsed.issues.length > 0 ? parsed.issues : await missingInputs(project, text, parsed.examples);
  if (found.length > 0) throw examplesError(file, found);
  return parsed;
}

/** The text of the examples; empty where there is no file. `shown`: how messages name it. */
async function readText(path: string, shown: string): Promise<string> {
  const bytes = await readPlainFile(path, shown).catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw explainReadError(error, shown);
  });
  if (bytes === null) return '';
  // A wrong letter in a request would only be noticed by its answer.
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  throw new TrussError('EXAMPLES_INVALID', { message: `${shown} is not UTF-8 text.`, hint: 'Save the file in UTF-8.' });
}

/** The examples whose request is a file that is not there, at their places in the text of the examples file. */
export async function missingInputs(
  { directory, config }: Pick<Project, 'directory' | 'config'>,
  text: string,
  examples: readonly Example[],
): Promise<Issue[]> {
  const issues: Issue[] = [];
  let parsed: ReturnType<typeof parseYaml> | null = null;
  for (const { path, name, file } of examples.flatMap(filesOf)) {
    if (await isFile(join(directory, file))) continue;
    parsed ??= parseYaml(text);
    issues.push({
      code: 'EXAMPLES_INVALID',
      severity: 'error',
      path: pathText(path),
      message: `the request of the example ${name} is missing: there is no file ${file}`,
      hint: 'Put it there, or correct its path, which begins at the directory of the truss.',
      file: config.examples_filename,
      ...('kind' in parsed ? {} : locate(parsed, path, 'value')),
    });
  }
  return issues;
}

/** The files that the request of an example is made of, and where in the list they are named. */
function filesOf(
  { name, inputFile, form }: Example,
  index: number,
): { readonly path: ConfigPath; readonly name: string; readonly file: string }[] {
  if (inputFile !== null) return [{ path: [index, 'input_file'], name, file: inputFile }];
  return formFields(form ?? {}).flatMap((field) =>
    'file' in field ? [{ path: [index, 'form', field.name], name, file: field.file }] : [],
  );
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/** The error of examples that cannot be used; there is at least one issue. */
export function examplesError(file: string, issues: readonly Issue[]): TrussError {
  const [first] = issues;
  const message = first !== undefined && issues.length === 1 ? first.message : `${file} has ${issues.length} errors.`;
  return new TrussError('EXAMPLES_INVALID', { message, issues });
}

import { join } from 'node:path';

import { withoutPlace } from '../../../core/errors/issue.ts';
import { putExample, replaceExamples } from '../../../core/examples/edit-examples.ts';
import { parseExamples } from '../../../core/examples/examples.ts';
import type { NewExample } from '../../../core/examples/render-examples.ts';
import { renderExamples } from '../../../core/examples/render-examples.ts';
import { readPlainFile } from '../../../system/files/read-plain-file.ts';
import { isMissing } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import { changeTruss } from '../change/change-truss.ts';
import type { Project } from '../open/open-project.ts';
import { openProject } from '../open/open-project.ts';
import { examplesError, missingInputs, readExamples } from './read-examples.ts';

/**
 * Adds examples to a truss, each in the place of the one of its name; or, to `replace` them, makes them all that it has.
 *
 * @throws {TrussError} `EXAMPLES_INVALID` where the file is not valid, a name is empty, two are the same, or a file is not
 * there; `PROJECT_NOT_FOUND`,
 * `FILE_UNWRITABLE`.
 */
export async function changeExamples(
  directory: string,
  given: readonly NewExample[],
  how: 'add' | 'replace',
): Promise<void> {
  const { directory: absolute, config } = await openProject(directory);
  const file = config.examples_filename;
  await refuseInvalid(given, { directory: absolute, config });
  await changeTruss(absolute, async (change) => {
    await readExamples({ directory: absolute, config });
    const text = await readText(join(absolute, file));
    const changed = how === 'add' ? given.reduce(putExample, text) : replaceExamples(text, given);
    if (changed !== text) await change.write(file, changed);
  });
}

async function refuseInvalid(
  given: readonly NewExample[],
  project: Pick<Project, 'directory' | 'config'>,
): Promise<void> {
  const file = project.config.examples_filename;
  const text = renderExamples(given);
  const { issues, examples } = parseExamples(text, file);
  const found = issues.length > 0 ? issues : await missingInputs(project, text, examples);
  if (found.length > 0) throw examplesError(file, found.map(withoutPlace));
}

async function readText(path: string): Promise<string> {
  const bytes = await readPlainFile(path).catch((error: unknown) => {
    if (isMissing(error)) return Buffer.of();
    throw explainReadError(error, path);
  });
  return bytes.toString('utf8');
}

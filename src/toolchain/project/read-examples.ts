import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Example } from '../../core/config/examples.ts';
import { parseExamples } from '../../core/config/examples.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { isMissing } from '../home/system-error.ts';
import type { Project } from './open-project.ts';

/**
 * Reads the examples of a truss. No file, or an empty one, is no example.
 *
 * @throws {TrussError} `EXAMPLES_INVALID` with every problem of the file.
 */
export async function readExamples(project: Pick<Project, 'directory' | 'config'>): Promise<readonly Example[]> {
  const file = project.config.examples_filename;
  const text = await readFile(join(project.directory, file), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) {
      return '';
    }
    throw new TrussError('EXAMPLES_INVALID', { message: `${file} cannot be read: ${String(error)}`, cause: error });
  });
  const { examples, issues } = parseExamples(text, file);
  const [first] = issues;
  if (first !== undefined) {
    const message = issues.length === 1 ? first.message : `${file} has ${issues.length} errors.`;
    throw new TrussError('EXAMPLES_INVALID', { message, issues });
  }
  return examples;
}

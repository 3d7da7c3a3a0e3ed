import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Example } from '../../core/config/examples.ts';
import { parseExamples } from '../../core/config/examples.ts';
import type { Issue } from '../../core/errors/issue.ts';
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
  if (issues.length > 0) {
    throw examplesError(file, issues);
  }
  return examples;
}

/** The error of examples that cannot be used; there is at least one issue. */
export function examplesError(file: string, issues: readonly Issue[]): TrussError {
  const [first] = issues;
  const message = first !== undefined && issues.length === 1 ? first.message : `${file} has ${issues.length} errors.`;
  return new TrussError('EXAMPLES_INVALID', { message, issues });
}

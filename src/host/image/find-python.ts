import { resolve } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import { findExecutable, isExecutable, pathDirectories } from '../../system/processes/find-executable.ts';

/**
 * The absolute path of the Python that is meant: a path as it is, a name on the PATH.
 *
 * @throws {TrussError} `ENV_PYTHON_MISSING`
 */
export async function findPython(meant: string): Promise<string> {
  const isPath = meant.includes('/');
  const found = isPath ? await runnable(resolve(meant)) : await findExecutable(meant, pathDirectories());
  if (found !== null) return found;
  throw new TrussError('ENV_PYTHON_MISSING', {
    message: isPath ? `${meant} is no program that may be run.` : `There is no ${meant} on the PATH.`,
    hint: 'Name the Python that has the packages of the truss: --python or TRUSS_PYTHON.',
  });
}

async function runnable(path: string): Promise<string | null> {
  return (await isExecutable(path)) ? path : null;
}

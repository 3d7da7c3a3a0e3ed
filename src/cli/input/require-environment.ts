import { TrussError } from '../../core/errors/truss-error.ts';
import { shellWord } from '../../core/shell-word.ts';
import type { Environment } from '../../toolchain/environment/ensure-environment.ts';
import { findEnvironment } from '../../toolchain/environment/ensure-environment.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { shortPath } from '../output/short-path.ts';

/** An environment that lies in the store. */
export interface StoredEnvironment extends Environment {
  readonly directory: string;
  readonly lockPath: string;
}

/**
 * The environment of a truss, which must be there already.
 * @throws {TrussError} `ENV_NOT_FOUND` where it is not built, or the requirements have changed since.
 */
export async function requireEnvironment(project: Project): Promise<StoredEnvironment> {
  const environment = await findEnvironment(project);
  const { directory, lockPath } = environment ?? { directory: null, lockPath: null };
  if (environment === null || directory === null || lockPath === null) {
    const shown = shortPath(project.directory);
    throw new TrussError('ENV_NOT_FOUND', {
      message: `The environment of ${shown} is not built, or its requirements have changed since.`,
      hint: `Build it: truss env create ${shellWord(shown)}`,
    });
  }
  return { ...environment, directory, lockPath };
}

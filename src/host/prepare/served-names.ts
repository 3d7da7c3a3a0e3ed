import { basename } from 'node:path';

import { directoryName, entryName } from '../../core/config/entry-name.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';

/**
 * The names under which trusses are served together, in their order. One that has chosen none is `model` where it is alone, and
 * called as its directory is beside others.
 *
 * @throws {TrussError} `USAGE` where a truss is named twice, `INPUT_INVALID` where two have the same name.
 */
export function servedNames(projects: readonly Project[]): readonly string[] {
  const directories = new Map<string, string>();
  return projects.map(({ directory, config }) => {
    const chosen = config.model_name ?? (projects.length > 1 ? directoryName(basename(directory)) : null);
    const name = entryName(chosen);
    const other = directories.get(name);
    if (other === directory) throw new TrussError('USAGE', { message: `${directory} is named twice.` });
    if (other !== undefined) {
      throw new TrussError('INPUT_INVALID', {
        message: `${other} and ${directory} would both be served as "${name}".`,
        hint: 'Give one of them another `model_name` in its config.yaml.',
      });
    }
    directories.set(name, directory);
    return name;
  });
}

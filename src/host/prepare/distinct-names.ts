import { entryName } from '../../core/config/entry-name.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';

/**
 * Refuses to serve two trusses under one name.
 *
 * @throws {TrussError} `USAGE` where a truss is named twice, `INPUT_INVALID` where two have the same name.
 */
export function requireDistinctNames(projects: readonly Project[]): void {
  const directories = new Map<string, string>();
  for (const { directory, config } of projects) {
    const name = entryName(config.model_name);
    const other = directories.get(name);
    if (other === directory) throw new TrussError('USAGE', { message: `${directory} is named twice.` });
    if (other !== undefined) {
      throw new TrussError('INPUT_INVALID', {
        message: `${other} and ${directory} would both be served as "${name}".`,
        hint: 'Give one of them another `model_name` in its config.yaml.',
      });
    }
    directories.set(name, directory);
  }
}

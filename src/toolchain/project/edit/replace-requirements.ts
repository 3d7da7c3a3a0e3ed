import { replaceList } from '../../../core/config/edit/edit-list.ts';
import { removeIn, setIn } from '../../../core/config/yaml/edit.ts';
import type { PlannedRequirements } from '../requirements/plan-requirements.ts';
import { adoptRequirementsFile } from '../requirements/plan-requirements.ts';
import type { ChangedConfig } from './change-config.ts';
import { changeConfig } from './change-config.ts';

/** Where the requirements of a truss come from: lines, or a file of the user's, absolute. */
export type NewRequirements = { readonly lines: readonly string[] } | { readonly file: string };

/**
 * Puts requirements in the place of all that a truss required so far. The lines of a requirements.txt go into the config; a
 * pyproject.toml or uv.lock is copied into the truss.
 *
 * @throws {TrussError} `FILE_MISSING`, `ENV_REQUIREMENT_INVALID`; what `changeConfig` throws.
 */
export async function replaceRequirements(directory: string, given: NewRequirements): Promise<ChangedConfig> {
  return changeConfig(directory, async ({ text }, change) => {
    const planned =
      'file' in given
        ? await adoptRequirementsFile(change, given.file)
        : { requirements: given.lines, requirementsFile: null };
    return withRequirements(text, planned);
  });
}

function withRequirements(
  text: string,
  { requirements, requirementsFile }: Pick<PlannedRequirements, 'requirements' | 'requirementsFile'>,
): string {
  return requirementsFile === null
    ? replaceList(removeIn(text, ['requirements_file']), 'requirements', requirements)
    : setIn(removeIn(text, ['requirements']), ['requirements_file'], requirementsFile);
}

import { configError } from '../../../core/config/config-error.ts';
import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { parseConfig } from '../../../core/config/parse-config.ts';
import { withHint } from '../../../core/config/problem.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { withoutPlace } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { TrussChange } from '../change/change-truss.ts';
import { changeTruss } from '../change/change-truss.ts';
import { missingExternalPackages } from '../check/external-packages.ts';
import type { Project } from '../open/open-project.ts';
import { openProject } from '../open/open-project.ts';

/** Gives the new text of a config; it may put files beside it into the change. */
export type ConfigChange = (project: Project, change: TrussChange) => string | Promise<string>;

/** What came of a change of a config. */
export interface ChangedConfig {
  /** Relative to the truss; empty where all was so already. */
  readonly written: readonly string[];
  /** What is doubtful now and was not before. */
  readonly warnings: readonly Issue[];
}

/**
 * Changes the config of a truss, as a whole or not at all. Of two programs that do so, one waits for the other.
 *
 * @throws {TrussError} `CONFIG_*` where the new text would not be valid, `FILE_MISSING` where it names packages that are
 * not there: then nothing is written; `PROJECT_NOT_FOUND`,
 * `FILE_UNWRITABLE`, what `edit` throws.
 */
export async function changeConfig(directory: string, edit: ConfigChange): Promise<ChangedConfig> {
  // What is no truss is refused before a directory is made for the change.
  const { directory: absolute } = await openProject(directory);
  const warnings: Issue[] = [];
  const written = await changeTruss(absolute, async (change) => {
    // Looked at again, now that no other command is at work on it.
    const project = await openProject(absolute);
    const text = await edit(project, change);
    warnings.push(...(await checkNewText(project, text)));
    if (text !== project.text) await change.write(CONFIG_FILE, text);
  });
  return { written, warnings };
}

/** Gives the new warnings. Whoever adds what is for images means them: what follows here is said where the truss is run. */
async function checkNewText(project: Project, text: string): Promise<Issue[]> {
  const { config, issues } = parseConfig(text, { file: CONFIG_FILE });
  const placeless = issues.map(withoutPlace);
  if (config === null) throw explain(placeless.filter(({ severity }) => severity === 'error'));
  await requireNewPackages(project, { ...project, config, text });
  const known = new Set(project.issues.map(({ path, message }) => `${path}: ${message}`));
  const isNew = ({ path, message }: Issue): boolean => !known.has(`${path}: ${message}`);
  return placeless.filter((issue) => isNew(issue) && issue.code !== 'CONFIG_IMAGE_ONLY');
}

/** A directory that was missing before is not the fault of this change. */
async function requireNewPackages(before: Project, after: Project): Promise<void> {
  const missing = await missingExternalPackages(after);
  const known = new Set((await missingExternalPackages(before)).map(({ message }) => message));
  const errors = missing.map(withoutPlace).filter(({ message }) => !known.has(message));
  if (errors.length > 0) throw explain(errors);
}

function explain(errors: readonly Issue[]): TrussError {
  const [first] = errors;
  return first !== undefined && errors.length === 1
    ? new TrussError(first.code, withHint({ message: first.message }, first.hint))
    : configError(CONFIG_FILE, errors);
}

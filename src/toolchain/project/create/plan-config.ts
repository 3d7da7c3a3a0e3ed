import { configError } from '../../../core/config/config-error.ts';
import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import type { Config } from '../../../core/config/config.ts';
import type { ChangedRequirement } from '../../../core/config/edit/merge-config.ts';
import { mergeConfig } from '../../../core/config/edit/merge-config.ts';
import { parseConfig } from '../../../core/config/parse-config.ts';
import { renderConfig } from '../../../core/config/render/render-config.ts';
import { removeIn, setIn } from '../../../core/config/yaml/edit.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { systemLibrariesOf } from '../../../core/requirements/system-libraries.ts';
import type { TrussChange } from '../change/change-truss.ts';
import type { Project } from '../open/open-project.ts';
import type { PlannedRequirements, RequiredPackage } from '../requirements/plan-requirements.ts';
import { adoptRequirementsFile, pinRequirements } from '../requirements/plan-requirements.ts';
import type { KeptFile } from './generated-file.ts';
import { keepKnown } from './keep-known.ts';

/** What was decided about a truss that is made of a live object. */
export interface DecidedConfig {
  /** The `model_name` of a new truss; null: none. One that is there keeps the name that it has. */
  readonly name: string | null;
  /** `sklearn`, …: for the config, and the name of a new directory. */
  readonly framework: string;
  /** Fields of the config, as the file has them; `requirements` is not among them. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly requirements: readonly RequiredPackage[];
  /** A file of the user's instead of `requirements`; absolute. */
  readonly requirementsFile: string | null;
  /** The version of the Python that made the object, such as `3.11.7`; null where it is unknown. */
  readonly pythonVersion: string | null;
}

/** The config of a truss that is made or renewed. */
export interface PlannedConfig {
  readonly config: Config;
  readonly text: string;
  readonly kept: readonly KeptFile[];
  readonly changed: readonly ChangedLine[];
  readonly warnings: readonly Issue[];
}

/** Something that the user's config said otherwise before. */
export interface ChangedLine extends ChangedRequirement {
  /** Relative to the truss. */
  readonly path: string;
}

/**
 * Writes what was decided about a truss into a new config, or into the one that is there.
 *
 * @throws {TrussError} `CONFIG_*` where the result would not be valid; what `adoptRequirementsFile` throws.
 */
export async function planConfig(
  change: TrussChange,
  decided: DecidedConfig,
  existing: Project | null,
): Promise<PlannedConfig> {
  const { requirementsFile, pythonVersion } = decided;
  const planned =
    requirementsFile === null
      ? pinRequirements(decided.requirements)
      : await adoptRequirementsFile(change, requirementsFile);
  const libraries = union(existing?.config.system_packages ?? [], systemLibrariesOf(planned.requirements));
  const fields = {
    model_framework: decided.framework,
    ...(pythonVersion === null ? {} : { python_version: toConfigVersion(pythonVersion) }),
    ...(libraries.length === 0 ? {} : { system_packages: libraries }),
    ...decided.config,
    ...(decided.config['signature'] !== undefined && {
      signature: keepKnown(decided.config['signature'], existing?.config.signature ?? null),
    }),
  };
  const { text, kept, changed } =
    existing === null
      ? newConfig({ ...(decided.name === null ? {} : { model_name: decided.name }), ...fields }, planned)
      : renewConfig(existing, fields, { planned, isFile: requirementsFile !== null });
  const { config, issues } = parseConfig(text, { file: CONFIG_FILE });
  if (config === null) throw configError(CONFIG_FILE, issues);
  const lines = [...pythonChange(existing, config), ...changed].map(({ was, now }) => ({
    path: CONFIG_FILE,
    was,
    now,
  }));
  return { config, text, kept, changed: lines, warnings: issues };
}

function pythonChange(existing: Project | null, { python_version: now }: Config): ChangedRequirement[] {
  const was = existing?.config.python_version ?? null;
  return was === null || was === now ? [] : [{ was: `python_version: ${was}`, now: `python_version: ${now}` }];
}

function union(those: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...those, ...others])];
}

/** `3.11.7` is `py311` in a config. */
function toConfigVersion(version: string): string {
  const [major, minor] = version.split('.');
  return `py${major}${minor}`;
}

type Fields = Readonly<Record<string, unknown>>;
type Written = Pick<PlannedConfig, 'text' | 'kept'> & { readonly changed: readonly ChangedRequirement[] };

function newConfig(fields: Fields, planned: PlannedRequirements): Written {
  const { requirements, comments, requirementsFile } = planned;
  const all = { ...fields, requirements, requirements_file: requirementsFile };
  return { text: renderConfig({ fields: all, requirementComments: comments }), kept: [], changed: [] };
}

function renewConfig(
  { text, config }: Project,
  fields: Fields,
  { planned, isFile }: { readonly planned: PlannedRequirements; readonly isFile: boolean },
): Written {
  if (!isFile && config.requirements_file !== null) {
    const pins = planned.requirements.join(', ');
    const why = `it says what to install; the model was made with ${pins}`;
    return { text: mergeConfig(text, { fields }).text, kept: [{ path: config.requirements_file, why }], changed: [] };
  }
  const { requirements, comments, requirementsFile } = planned;
  // A file that the user names takes the place of all requirements; pins only that of their own packages.
  const base = isFile ? replaceSource(text, requirementsFile) : text;
  const merged = mergeConfig(base, { fields: { ...fields, requirements }, requirementComments: comments });
  const kept = merged.keptRequirements.map((line) => ({
    path: CONFIG_FILE,
    why: `${line} stays among the requirements: it was there before`,
  }));
  return { text: merged.text, kept, changed: merged.changedRequirements };
}

function replaceSource(text: string, requirementsFile: string | null): string {
  const cleared = removeIn(removeIn(text, ['requirements']), ['requirements_file']);
  return requirementsFile === null ? cleared : setIn(cleared, ['requirements_file'], requirementsFile);
}

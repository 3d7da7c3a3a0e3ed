import { packageName } from '../requirements/package-name.ts';
import type { ConfigDraft } from './render-config.ts';
import { valueAt } from './problem.ts';
import { commentIn, setIn } from './yaml/edit.ts';
import { parseYaml } from './yaml/parse-yaml.ts';
import { toPlainValue } from './yaml/plain-value.ts';

/** What came of renewing a config. */
export interface MergedConfig {
  readonly text: string;
  /** Requirements that were there and that the draft does not name: the user's own, so they stay. */
  readonly keptRequirements: readonly string[];
}

/**
 * Brings the fields of a draft into the text of a valid config, and leaves the rest of it as the user wrote it. The keys of a
 * map are set one by one; a requirement takes the place of the one for the same package.
 */
export function mergeConfig(text: string, draft: ConfigDraft): MergedConfig {
  const { requirements, ...fields } = draft.fields;
  let merged = text;
  for (const { path, value } of Object.entries(fields).flatMap(([key, field]) => assignments(key, field))) {
    merged = setWhereDifferent(merged, path, value);
  }
  if (!Array.isArray(requirements)) {
    return { text: merged, keptRequirements: [] };
  }
  const lines = requirements.map(String);
  for (const [index, line] of lines.entries()) {
    merged = setRequirement(merged, line, draft.requirementComments?.[index]);
  }
  const names = new Set(lines.map(packageName));
  return { text: merged, keptRequirements: requirementsOf(merged).filter((line) => !names.has(packageName(line))) };
}

interface Assignment {
  readonly path: readonly string[];
  readonly value: unknown;
}

function assignments(key: string, field: unknown): Assignment[] {
  return typeof field === 'object' && field !== null && !Array.isArray(field)
    ? Object.entries(field).map(([inner, value]) => ({ path: [key, inner], value }))
    : [{ path: [key], value: field }];
}

function setWhereDifferent(text: string, path: readonly string[], value: unknown): string {
  const present = valueAt(plain(text), path) ?? null;
  return JSON.stringify(present) === JSON.stringify(value ?? null) ? text : setIn(text, path, value);
}

function setRequirement(text: string, line: string, comment: string | undefined): string {
  const name = packageName(line);
  const lines = requirementsOf(text);
  const found = lines.findIndex((old) => old === line || (name !== null && packageName(old) === name));
  const index = found === -1 ? lines.length : found;
  const changed =
    lines.length === 0 ? setIn(text, ['requirements'], [line]) : setIn(text, ['requirements', index], line);
  return comment === undefined ? changed : commentIn(changed, ['requirements', index], comment);
}

function requirementsOf(text: string): readonly string[] {
  const lines = valueAt(plain(text), ['requirements']);
  return Array.isArray(lines) ? lines.map(String) : [];
}

function plain(text: string): unknown {
  const parsed = parseYaml(text);
  return 'kind' in parsed ? null : toPlainValue(parsed).value;
}

import { packageName } from '../../requirements/package-name.ts';
import { valueAt } from '../problem.ts';
import type { ConfigDraft } from '../render/render-config.ts';
import { commentIn, removeIn, setIn } from '../yaml/edit.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { toPlainValue } from '../yaml/plain-value.ts';
import { listIn } from './edit-list.ts';

/** What came of renewing a config. */
export interface MergedConfig {
  readonly text: string;
  /** Requirements that were there and that the draft does not name: the user's own, so they stay. */
  readonly keptRequirements: readonly string[];
  readonly changedRequirements: readonly ChangedRequirement[];
}

/** A requirement that gave way to one for the same package. */
export interface ChangedRequirement {
  readonly was: string;
  readonly now: string;
}

/**
 * Brings the fields of a draft into the text of a valid config, and leaves the rest of it as the user wrote it. The keys of a
 * map are set one by one; a requirement takes the place of all those for the same package.
 */
export function mergeConfig(text: string, draft: ConfigDraft): MergedConfig {
  const { requirements, ...fields } = draft.fields;
  let merged = text;
  for (const { path, value } of Object.entries(fields).flatMap(([key, field]) => assignments(key, field))) {
    merged = setWhereDifferent(merged, path, value);
  }

  if (!Array.isArray(requirements)) return { text: merged, keptRequirements: [], changedRequirements: [] };
  const lines = requirements.map(String);
  const changedRequirements: ChangedRequirement[] = [];
  for (const [index, line] of lines.entries()) {
    changedRequirements.push(...rivalsOf(merged, line).flatMap(({ was }) => (was === line ? [] : { was, now: line })));
    merged = setRequirement(merged, line, draft.requirementComments?.[index]);
  }
  const names = new Set(lines.map(packageName));
  const keptRequirements = listIn(merged, 'requirements').filter((line) => !names.has(packageName(line)));
  return { text: merged, keptRequirements, changedRequirements };
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
  const [first, ...others] = rivalsOf(text, line);
  const count = listIn(text, 'requirements').length;
  const index = first?.index ?? count;
  let changed = count === 0 ? setIn(text, ['requirements'], [line]) : setIn(text, ['requirements', index], line);
  // From the end, so that the indexes of those before stay what they are.
  for (const other of others.toReversed()) changed = removeIn(changed, ['requirements', other.index]);
  return comment === undefined ? changed : commentIn(changed, ['requirements', index], comment);
}

/** The lines that require the same package: there are several where they hold on different platforms. */
function rivalsOf(text: string, line: string): { readonly was: string; readonly index: number }[] {
  const name = packageName(line);
  return listIn(text, 'requirements').flatMap((was, index) =>
    was === line || (name !== null && packageName(was) === name) ? { was, index } : [],
  );
}

function plain(text: string): unknown {
  const parsed = parseYaml(text);
  return 'kind' in parsed ? null : toPlainValue(parsed).value;
}

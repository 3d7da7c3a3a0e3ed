import { TrussError } from '../../errors/truss-error.ts';
import { packageName } from '../../requirements/package-name.ts';
import { nearest } from '../nearest.ts';
import { valueAt, withHint } from '../problem.ts';
import { setIn } from '../yaml/edit.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { toPlainValue } from '../yaml/plain-value.ts';
import type { ListField } from './edit-list.ts';
import { addToList, listIn, removeFromList } from './edit-list.ts';

/** One change of a config that a program asks for. */
export type ConfigEdit =
  | { readonly op: 'set'; readonly path: readonly string[]; readonly value: unknown }
  | { readonly op: 'add'; readonly field: ListField; readonly item: string }
  | { readonly op: 'remove'; readonly field: ListField; readonly item: string };

/** What an item of each list is called. */
const ITEM_NAMES: Readonly<Record<ListField, string>> = {
  requirements: 'requirement',
  system_packages: 'system package',
  external_package_dirs: 'directory of packages',
};

/**
 * Makes changes in the text of a valid config, and leaves the rest of it as the user wrote it. Whether the result is valid is
 * not looked at.
 *
 * @throws {TrussError} `INPUT_INVALID` where an item to remove is not there; `CONFIG_INVALID` where the requirements are not in the
 * config but in a file.
 */
export function editConfig(text: string, edits: readonly ConfigEdit[]): string {
  return edits.reduce(editOnce, text);
}

function editOnce(text: string, edit: ConfigEdit): string {
  if (edit.op !== 'set') return editList(text, edit);
  const present = valueIn(text, edit.path);
  const isSame = present !== undefined && JSON.stringify(present) === JSON.stringify(edit.value);
  return isSame ? text : setIn(text, edit.path, edit.value);
}

type ListEdit = Extract<ConfigEdit, { readonly op: 'add' | 'remove' }>;

function editList(text: string, edit: ListEdit): string {
  const { op, field, item } = edit;
  const file = valueIn(text, ['requirements_file']);
  if (field === 'requirements' && typeof file === 'string') {
    throw new TrussError('CONFIG_INVALID', {
      message: `The requirements of this truss are in ${file}, not in its config.`,
      hint: op === 'add' ? `Write ${item} into the file.` : `Remove ${item} from the file.`,
    });
  }
  if (op === 'add') return addToList(text, field, item);
  const changed = removeFromList(text, field, item);
  if (changed === text) throw notThere(text, edit);
  return changed;
}

function notThere(text: string, { field, item }: ListEdit): TrussError {
  const items = listIn(text, field);
  const names = field === 'requirements' ? items.map((line) => packageName(line) ?? line) : items;
  const near = nearest(item, names);
  const message = `The config has no ${ITEM_NAMES[field]} ${item}.`;
  return new TrussError(
    'INPUT_INVALID',
    withHint({ message }, near === undefined ? undefined : `Did you mean ${near}?`),
  );
}

function valueIn(text: string, path: readonly string[]): unknown {
  const parsed = parseYaml(text);
  return 'kind' in parsed ? undefined : valueAt(toPlainValue(parsed).value, path);
}

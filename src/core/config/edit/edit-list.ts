// Changes single lines of a list of texts in a config (requirements, system packages, directories), and leaves the others as the user wrote them.
import { packageName } from '../../requirements/package-name.ts';
import { parseRequirement } from '../../requirements/parse-requirement.ts';
import { valueAt } from '../problem.ts';
import { removeIn, setIn } from '../yaml/edit.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { toPlainValue } from '../yaml/plain-value.ts';

/** The fields of a config that are lists of texts, whose order means nothing. */
export type ListField = 'requirements' | 'system_packages' | 'external_package_dirs';

/** The items of a list in the text of a valid config. */
export function listIn(text: string, field: ListField): readonly string[] {
  const parsed = parseYaml(text);
  const items = 'kind' in parsed ? null : valueAt(toPlainValue(parsed).value, [field]);
  return Array.isArray(items) ? items.map(String) : [];
}

/** Adds an item where it is not there yet. A requirement takes the place of one for the same package on the same platforms. */
export function addToList(text: string, field: ListField, item: string): string {
  const items = listIn(text, field);
  if (items.includes(item)) return text;
  const index = items.findIndex((other) => field === 'requirements' && isRival(other, item));
  return items.length === 0
    ? setIn(text, [field], [item])
    : setIn(text, [field, index === -1 ? items.length : index], item);
}

/** Removes the items that are this one; of requirements, also all those for the package of this name. */
export function removeFromList(text: string, field: ListField, item: string): string {
  const name = field === 'requirements' ? packageName(item) : null;
  const isMeant = (other: string): boolean => other === item || (name !== null && packageName(other) === name);
  const gone = listIn(text, field).flatMap((other, index) => (isMeant(other) ? [index] : []));
  // From the end, so that the indexes of those before stay what they are.
  return gone.reduceRight((rest, index) => removeIn(rest, [field, index]), text);
}

/** Makes a list hold these items: those that stay keep their lines and comments, new ones come behind them. */
export function replaceList(text: string, field: ListField, items: readonly string[]): string {
  const kept = items.reduce((changed, item) => addToList(changed, field, item), text);
  const gone = listIn(kept, field).flatMap((item, index) => (items.includes(item) ? [] : [index]));
  return gone.reduceRight((rest, index) => removeIn(rest, [field, index]), kept);
}

function isRival(left: string, right: string): boolean {
  const [one, other] = [parseRequirement(left), parseRequirement(right)];
  return one.kind === 'package' && other.kind === 'package' && one.name === other.name && one.marker === other.marker;
}

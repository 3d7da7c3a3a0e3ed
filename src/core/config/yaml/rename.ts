import { isMap, isScalar } from 'yaml';

import { parseYaml } from './parse-yaml.ts';

/** Gives a key of a valid YAML text another name; the rest of the text stays. What is not there is no error. */
export function renameIn(text: string, path: readonly string[], name: string): string {
  const parsed = parseYaml(text);
  if ('kind' in parsed) throw new Error(`only valid YAML can be edited: ${parsed.message}`);
  const parent: unknown = path.length === 1 ? parsed.document.contents : parsed.document.getIn(path.slice(0, -1), true);
  const keys = isMap(parent) ? parent.items.map((pair) => pair.key).filter(isScalar) : [];
  // The last one counts where a key stands twice.
  const [start, end] = keys.findLast((key) => key.value === path.at(-1))?.range ?? [];
  return start === undefined || end === undefined ? text : text.slice(0, start) + name + text.slice(end);
}

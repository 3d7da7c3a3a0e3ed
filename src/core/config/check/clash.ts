import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { valueAt } from '../problem.ts';

/** The error of fields that contradict one another. */
export function clash(path: ConfigPath, told: { readonly message: string; readonly hint: string }): ConfigProblem {
  return { code: 'CONFIG_INVALID', severity: 'error', path, about: 'key', ...told };
}

/** The items of a list in a config as it was written; none where it is no list. */
export function itemsAt(given: unknown, path: ConfigPath): readonly unknown[] {
  const value = valueAt(given, path);
  return Array.isArray(value) ? value : [];
}

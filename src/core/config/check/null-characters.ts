import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { pathText } from '../problem.ts';

/** What the model alone reads: it may hold anything. */
const FREE = 'model_metadata';

/** No file, command, variable or package has a null character in its name: the system would take what is before it, or refuse it. */
export function checkNullCharacters(given: unknown): ConfigProblem[] {
  return pathsWithNull(given, []).map((path) => ({
    code: 'CONFIG_INVALID',
    severity: 'error',
    path,
    about: 'value',
    message: `${pathText(path)} has a null character in it`,
    hint: 'Remove it: in quotes, \\0 stands for one.',
  }));
}

function pathsWithNull(value: unknown, path: ConfigPath): ConfigPath[] {
  if (typeof value === 'string') return value.includes('\0') ? [path] : [];
  if (typeof value !== 'object' || value === null || path[0] === FREE) return [];
  return Array.isArray(value)
    ? value.flatMap((inner, index) => pathsWithNull(inner, [...path, index]))
    : Object.entries(value).flatMap(([key, inner]) => pathsWithNull(inner, [...path, key]));
}

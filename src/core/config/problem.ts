import type { ErrorCode } from '../errors/catalogue.ts';

/** The keys and indexes that lead to a value. */
export type ConfigPath = readonly (string | number)[];

/** Something wrong or doubtful in a config, wherever the config came from: it has no position yet. */
export interface ConfigProblem {
  readonly code: ErrorCode;
  readonly severity: 'error' | 'warning';
  readonly path: ConfigPath;
  /** Whether it is about the key itself (an unknown one) or about its value. */
  readonly about: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** Adds a hint where there is one. */
export function withHint<Told extends object>(told: Told, hint: string | undefined): Told & { readonly hint?: string } {
  return hint === undefined ? told : { ...told, hint };
}

/** A path as people read it: `signature.inputs[0].shape`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** The value at a path, or undefined where there is none. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>((inner, part) => (isIndexable(inner) ? inner[part] : undefined), value);
}

function isIndexable(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

import type { z } from 'zod';

import { nearest } from '../nearest.ts';
import type { ConfigPath, ConfigProblem } from '../problem.ts';
import { pathText, withHint } from '../problem.ts';
import { configSchema } from '../schema/config-schema.ts';
import { entrySchema, itemSchema, knownKeys } from '../schema/schema-walk.ts';

/** Keys of earlier versions, and what became of them. */
const RENAMED: Readonly<Record<string, string>> = { hf_cache: 'model_cache' };

/** Sections that no model reads: what is unknown there would be missing from a cluster, and nobody would see it. */
const STRICT = new Set<string | number | undefined>(['deploy']);

/** Every key that the schema does not know, with the key that was probably meant. `elsewhere`: how much that matters outside of what is strict. */
export function findUnknownKeys(value: unknown, elsewhere: 'error' | 'warning'): ConfigProblem[] {
  return unknownPaths(configSchema, value, []).map(({ path, siblings }) => {
    const meant = suggestKey(String(path.at(-1)), siblings);
    const message = `${pathText(path)} is not a known key`;
    const severity = STRICT.has(path[0]) && path.length > 1 ? 'error' : elsewhere;
    return withHint(
      { code: 'CONFIG_UNKNOWN_KEY', severity, path, about: 'key', message } as const,
      meant === undefined ? undefined : `Did you mean ${meant}?`,
    );
  });
}

interface UnknownPath {
  readonly path: ConfigPath;
  /** The keys that are known in its place. */
  readonly siblings: readonly string[];
}

function unknownPaths(schema: z.core.$ZodType, value: unknown, path: ConfigPath): UnknownPath[] {
  const item = itemSchema(schema);
  if (Array.isArray(value)) {
    return item === undefined ? [] : value.flatMap((inner, index) => unknownPaths(item, inner, [...path, index]));
  }
  if (typeof value !== 'object' || value === null) return [];
  const entry = entrySchema(schema);
  if (entry !== undefined) {
    return Object.entries(value).flatMap(([key, inner]) => unknownPaths(entry, inner, [...path, key]));
  }
  const known = knownKeys(schema);
  if (known === undefined) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const innerSchema = Object.hasOwn(known, key) ? known[key] : undefined;
    return innerSchema === undefined
      ? [{ path: [...path, key], siblings: Object.keys(known) }]
      : unknownPaths(innerSchema, inner, [...path, key]);
  });
}

/** A key of the same place that is spelt alike, or the same key in another place. */
function suggestKey(key: string, siblings: readonly string[]): string | undefined {
  const elsewhere = Object.entries(knownKeys(configSchema) ?? {})
    .filter(([, schema]) => Object.hasOwn(knownKeys(schema) ?? {}, key))
    .map(([section]) => `${section}.${key}`);
  return RENAMED[key] ?? nearest(key, siblings) ?? elsewhere[0];
}

// Which fields somebody wrote. A whole config has every field, and does not show whether a value was meant or is the default.
import type { Config } from './config.ts';
import { configSchema } from './schema/config-schema.ts';
import { knownKeys } from './schema/schema-walk.ts';

/** The path of a field: `requirements`, `runtime.num_workers`. */
export type FieldPath = { readonly [Key in keyof Config]: Key | PathsIn<Key, NonNullable<Config[Key]>> }[keyof Config];

type PathsIn<Key extends string, Section> = Section extends readonly unknown[]
  ? never
  : Section extends object
    ? `${Key}.${keyof Section & string}`
    : never;

/** Names of one field: whoever writes one of them has written all. */
const ALIASES: readonly (readonly FieldPath[])[] = [['runtime.num_workers', 'runtime.workers']];

const FIELDS: ReadonlySet<string> = new Set(
  Object.entries(knownKeys(configSchema) ?? {}).flatMap(([key, schema]) =>
    [key].concat(Object.keys(knownKeys(schema) ?? {}).map((inner) => `${key}.${inner}`)),
  ),
);

/** The fields that the plain value of a config file gives, and the sections they are in. A key with nothing behind it gives none. */
export function writtenFields(given: unknown): readonly FieldPath[] {
  const fields = pathsOf(given).filter(isField);
  const others = ALIASES.filter((names) => names.some((name) => fields.includes(name))).flat();
  return [...new Set([...fields, ...others])];
}

function pathsOf(given: unknown): string[] {
  return keysOf(given).flatMap(([key, value]) => [key].concat(keysOf(value).map(([inner]) => `${key}.${inner}`)));
}

/** The keys of a map that have something behind them. */
function keysOf(value: unknown): [key: string, value: unknown][] {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.entries(value).filter(([, inner]) => inner !== null) : [];
}

function isField(path: string): path is FieldPath {
  return FIELDS.has(path);
}

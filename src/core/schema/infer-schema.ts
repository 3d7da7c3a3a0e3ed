// What examples show of a request or an answer, as JSON Schema.
import { isRecord } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';

/** More says nothing that these do not. */
const MAX_ITEMS = 100;
const MAX_MEMBERS = 200;
const MAX_DEPTH = 20;
const MAX_SHOWN = 3;
const MAX_SHOWN_LENGTH = 200;

/** Whose values are looked at. */
export interface InferOptions {
  /** Whether a member that all values have is always there: of answers. A request may leave out what its only example has. */
  readonly isAnswer: boolean;
}

/** The schema that all of the values fit; null where there are none. Numbers are numbers: that one is whole is chance. */
export function inferSchema(values: readonly unknown[], options: InferOptions): JsonSchema | null {
  if (values.length === 0) return null;
  return { ...schemaOf(values, options, 0), 'x-truss-inferred': 'examples' };
}

function schemaOf(values: readonly unknown[], options: InferOptions, depth: number): JsonSchema {
  if (depth > MAX_DEPTH) return {};
  const objects = values.filter(isRecord);
  const arrays = values.filter((value) => Array.isArray(value));
  const others = values.filter((value) => !Array.isArray(value) && !isRecord(value));
  const kinds = [
    ...(objects.length > 0 ? [objectOf(objects, options, depth)] : []),
    ...(arrays.length > 0 ? [arrayOf(arrays, options, depth)] : []),
    ...(others.length > 0 ? [scalarOf(others)] : []),
  ];
  const [only, ...more] = kinds;
  return more.length === 0 ? (only ?? {}) : { anyOf: kinds };
}

function objectOf(objects: readonly Record<string, unknown>[], options: InferOptions, depth: number): JsonSchema {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))].slice(0, MAX_MEMBERS);
  const properties = names.map((name) => {
    const values = objects.flatMap((object) => (Object.hasOwn(object, name) ? [object[name]] : []));
    return [name, schemaOf(values, options, depth + 1)] as const;
  });
  const isSure = options.isAnswer || objects.length > 1;
  const required = isSure ? names.filter((name) => objects.every((object) => Object.hasOwn(object, name))) : [];
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: true,
  };
}

function arrayOf(arrays: readonly (readonly unknown[])[], options: InferOptions, depth: number): JsonSchema {
  const items = arrays.flat().slice(0, MAX_ITEMS);
  return { type: 'array', ...(items.length > 0 && { items: schemaOf(items, options, depth + 1) }) };
}

function scalarOf(values: readonly unknown[]): JsonSchema {
  const types = [...new Set(values.map(typeOf))];
  const shown = [...new Set(values)].filter(
    (value) => value !== null && JSON.stringify(value).length <= MAX_SHOWN_LENGTH,
  );
  return {
    type: types.length === 1 ? types[0] : types,
    ...(shown.length > 0 && { examples: shown.slice(0, MAX_SHOWN) }),
  };
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

// What a cluster says of an object before it takes it: unknown fields, missing ones, values that do not fit. The schemas are those of
// Kubernetes and of the projects that extend it (test/deploy/schemas.json), with the strictness of `kubectl apply --validate=strict`.
import { readFileSync } from 'node:fs';

type Schema = Readonly<Record<string, unknown>>;

interface Schemas {
  readonly kinds: Readonly<Record<string, Schema>>;
  readonly definitions: readonly Schema[];
}

const schemas = JSON.parse(readFileSync(new URL('../deploy/schemas.json', import.meta.url), 'utf8')) as Schemas;

/** The kinds that are known, as `apps/v1 Deployment`. */
export const KNOWN_KINDS: readonly string[] = Object.keys(schemas.kinds);

/** Everything that a cluster would have against an object; empty where it would take it. */
export function objectProblems(object: object): readonly string[] {
  const { apiVersion, kind } = object as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const schema = schemas.kinds[`${String(apiVersion)} ${String(kind)}`];
  return schema === undefined ? [`no schema of ${String(apiVersion)} ${String(kind)}`] : problems(schema, object, '');
}

function isMap(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problems(given: Schema, value: unknown, path: string): string[] {
  const { $ref: reference } = given;
  if (typeof reference === 'string') return problems(schemas.definitions[Number(reference)] ?? {}, value, path);
  return [
    ...ofType(given, value, path),
    ...ofChoices(given, value, path),
    ...(typeof value === 'string' ? ofText(given, value, path) : []),
    ...(typeof value === 'number' ? ofNumber(given, value, path) : []),
    ...(Array.isArray(value) ? ofList(given, value, path) : []),
    ...(isMap(value) ? ofMap(given, value, path) : []),
  ];
}

const IS_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  array: (value) => Array.isArray(value),
  object: isMap,
};

function ofType({ type, format, ...rest }: Schema, value: unknown, path: string): string[] {
  const isEither = format === 'int-or-string' || rest['x-kubernetes-int-or-string'] === true;
  // Of Kubernetes' quantities the schema says that they are texts; numbers are taken, too, and never written by us.
  const types = isEither ? ['integer', 'string'] : typeof type === 'string' ? [type] : [];
  return types.length === 0 || types.some((name) => IS_TYPE[name]?.(value) === true)
    ? []
    : [`${path}: ${JSON.stringify(value)} is no ${types.join(' or ')}`];
}

function ofChoices(schema: Schema, value: unknown, path: string): string[] {
  const { enum: words, not, allOf, anyOf, oneOf } = schema;
  const fits = (each: unknown): boolean => isMap(each) && problems(each, value, path).length === 0;
  return [
    ...(Array.isArray(words) && !words.includes(value)
      ? [`${path}: ${JSON.stringify(value)} is none of ${words.join(', ')}`]
      : []),
    ...(Array.isArray(allOf) ? allOf.flatMap((each) => (isMap(each) ? problems(each, value, path) : [])) : []),
    ...(Array.isArray(anyOf) && !anyOf.some(fits) ? [`${path}: fits none of the choices`] : []),
    ...(Array.isArray(oneOf) && oneOf.filter(fits).length !== 1
      ? [`${path}: fits not exactly one of the choices`]
      : []),
    ...(isMap(not) && fits(not) ? [`${path}: is what it must not be`] : []),
  ];
}

function ofText({ pattern, minLength, maxLength }: Schema, value: string, path: string): string[] {
  const isWrong =
    (typeof pattern === 'string' && !new RegExp(pattern).test(value)) ||
    (typeof minLength === 'number' && value.length < minLength) ||
    (typeof maxLength === 'number' && value.length > maxLength);
  return isWrong ? [`${path}: ${JSON.stringify(value)} is not of the form ${String(pattern ?? maxLength)}`] : [];
}

function ofNumber({ minimum, maximum }: Schema, value: number, path: string): string[] {
  const isOut = (typeof minimum === 'number' && value < minimum) || (typeof maximum === 'number' && value > maximum);
  return isOut ? [`${path}: ${value} is out of bounds`] : [];
}

function ofList({ items, minItems, maxItems }: Schema, value: readonly unknown[], path: string): string[] {
  const isWrong =
    (typeof minItems === 'number' && value.length < minItems) ||
    (typeof maxItems === 'number' && value.length > maxItems);
  return [
    ...(isWrong ? [`${path}: has ${value.length} items`] : []),
    ...(isMap(items) ? value.flatMap((item, index) => problems(items, item, `${path}[${index}]`)) : []),
  ];
}

function ofMap(schema: Schema, value: Schema, path: string): string[] {
  const { properties, additionalProperties, required } = schema;
  const known = isMap(properties) ? properties : {};
  const missing = Array.isArray(required) ? required.filter((key: string) => !Object.hasOwn(value, key)) : [];
  const isClosed =
    schema['type'] === 'object' &&
    isMap(properties) &&
    additionalProperties === undefined &&
    schema['x-kubernetes-preserve-unknown-fields'] !== true;
  return [
    ...missing.map((key) => `${path}.${String(key)}: missing`),
    ...Object.entries(value).flatMap(([key, inner]) => {
      const own = Object.hasOwn(known, key) ? known[key] : additionalProperties;
      if (isMap(own)) return problems(own, inner, `${path}.${key}`);
      return isClosed ? [`${path}.${key}: field not declared in schema`] : [];
    }),
  ];
}

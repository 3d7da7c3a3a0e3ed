// JSON Schema as the form needs it: not to judge a value, which the server does, but to see what it shall look like.
import { isMap, toNumber } from '../json/exact-json.ts';

/** A schema, or what stands in the place of one. */
export type Schema = Readonly<Record<string, unknown>>;

/** Where in a body a value stands. */
export type Path = readonly (string | number)[];

/** What kind of value a schema describes. */
export type Shape = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'any';

/** How deep a schema may refer to itself before the form stops unfolding it. */
const MAX_REFERENCES = 16;

/** The schema that is meant: references followed, `allOf` joined, of alternatives the first that is not null. `root` holds `$defs`. */
export function resolve(schema: unknown, root: Schema): Schema {
  let current = isMap(schema) ? schema : {};
  for (let count = 0; count < MAX_REFERENCES; count += 1) {
    const { $ref, allOf, anyOf, oneOf, ...own } = current;
    if (typeof $ref === 'string') current = { ...find($ref, root), ...own };
    else if (Array.isArray(allOf) && allOf.length > 0) {
      current = Object.assign({}, ...allOf.map((part) => resolve(part, root)), own) as Schema;
    } else if (Array.isArray(anyOf ?? oneOf)) current = { ...alternatives(current, root)[0], ...own };
    else return current;
  }
  return {};
}

/** What a schema allows beside null, each with the name that it is shown by. */
export function alternatives(schema: Schema, root: Schema): Schema[] {
  const each = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(each)) return [];
  const { anyOf: _any, oneOf: _one, ...own } = schema;
  const resolved = each.map((part: unknown): Schema => Object.assign({}, own, resolve(part, root)));
  const present = resolved.filter((part) => part['type'] !== 'null');
  return present.length === 0 ? resolved : present;
}

/** Whether null is allowed beside something else. */
export function isNullable(schema: unknown, root: Schema): boolean {
  if (!isMap(schema)) return false;
  const { $ref, type } = schema;
  if (typeof $ref === 'string') return isNullable(find($ref, root), root);
  if (Array.isArray(type)) return type.includes('null') && type.length > 1;
  const each = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(each) && each.length > 1 && each.some((part) => isMap(part) && part['type'] === 'null');
}

/** What a schema that has been resolved describes. */
export function shapeOf(schema: Schema): Shape {
  const { type } = schema;
  const named: unknown = Array.isArray(type) ? type.find((each) => each !== 'null') : type;
  if (isShape(named)) return named;
  if (isMap(schema['properties'])) return 'object';
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) return 'array';
  if (Array.isArray(schema['enum'])) return 'string';
  return 'any';
}

/** The shape of a value. */
export function shapeOfValue(value: unknown): Shape {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (toNumber(value) !== null) return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'string' ? 'string' : 'object';
}

/** The schema of the items of an array. */
export function itemsOf(schema: Schema, root: Schema, index = 0): Schema {
  const prefix = schema['prefixItems'];
  const own: unknown = Array.isArray(prefix) && index < prefix.length ? prefix[index] : schema['items'];
  return resolve(own, root);
}

/** The members of an object that the schema names. */
export function propertiesOf(schema: Schema): Readonly<Record<string, unknown>> {
  const properties = schema['properties'];
  return isMap(properties) ? properties : {};
}

/** Names of members of which one is enough, as `inputs` and `instances` are. */
export function eitherOf(schema: Schema): readonly unknown[] {
  const each = schema['anyOf'] ?? schema['oneOf'];
  return Array.isArray(each) ? each.flatMap((part) => (isMap(part) ? requiredOf(part) : [])) : [];
}

/** The names of members that must be there. */
export function requiredOf(schema: Schema): readonly unknown[] {
  const required = schema['required'];
  return Array.isArray(required) ? required : [];
}

/** The values to choose from: those that are allowed alone, and those that training has shown. */
export function choicesOf(schema: Schema): { readonly values: readonly unknown[]; readonly isBinding: boolean } | null {
  const { enum: allowed, const: only, 'x-truss-categories': seen } = schema;
  if (Array.isArray(allowed)) return { values: allowed, isBinding: true };
  if (only !== undefined) return { values: [only], isBinding: true };
  return Array.isArray(seen) && seen.length > 0 ? { values: seen, isBinding: false } : null;
}

/** Bounds that the model holds to, and those that training has shown. */
export function boundsOf(schema: Schema): {
  min: number | null;
  max: number | null;
  seen: readonly [number, number] | null;
} {
  const seen = isMap(schema['x-truss-seen']) ? schema['x-truss-seen'] : {};
  const [low, high] = [toNumber(seen['minimum']), toNumber(seen['maximum'])];
  return {
    min: toNumber(schema['minimum']) ?? toNumber(schema['exclusiveMinimum']),
    max: toNumber(schema['maximum']) ?? toNumber(schema['exclusiveMaximum']),
    seen: low === null || high === null ? null : [low, high],
  };
}

/** What a value is called. */
export function labelOf(schema: Schema, name: string | number): string {
  const { title } = schema;
  // Pydantic makes a title of each name, which says the same with a capital letter.
  const isMade =
    typeof title === 'string' &&
    title.toLowerCase().replaceAll(/[\s_]/g, '') === String(name).toLowerCase().replaceAll(/[\s_]/g, '');
  return typeof title === 'string' && !isMade ? title : String(name);
}

function find(reference: string, root: Schema): Schema {
  let found: unknown = root;
  for (const part of reference.replace(/^#\/?/, '').split('/')) {
    if (part === '') continue;
    found = isMap(found) ? found[part.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  return isMap(found) ? found : {};
}

const SHAPES: ReadonlySet<unknown> = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

function isShape(type: unknown): type is Shape {
  return SHAPES.has(type);
}

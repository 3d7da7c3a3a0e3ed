// A schema in the subset that OpenAI and Anthropic hold a language model to, where it can be said in it.
import type { JsonSchema } from '../schema/json-schema.ts';
import { isRecord, toSchema } from '../schema/json-schema.ts';

/** What is meant for people or for us, and says nothing of which values there are. */
const IDLE = new Set([
  '$schema',
  'title',
  'examples',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'discriminator',
]);

/** Bounds that not all of those know who are strict: the server holds them in any case. */
const BOUNDS = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'pattern',
  'format',
  'contentEncoding',
  'contentMediaType',
]);

/** What can be said strictly. */
const KNOWN = new Set([
  'type',
  'description',
  'enum',
  'const',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'anyOf',
  '$ref',
  '$defs',
]);

/**
 * The schema with every object closed and every property needed; null where that cannot be said: a property may be left out, names of
 * properties are free, or anything is allowed.
 */
export function strictSchema(schema: JsonSchema): JsonSchema | null {
  const known: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (IDLE.has(key) || BOUNDS.has(key) || key.startsWith('x-')) continue;
    if (key === 'oneOf') known['anyOf'] = value;
    else if (KNOWN.has(key)) known[key] = value;
    else return null;
  }
  const { type, $ref, anyOf, $defs } = known;
  const isSaid = type !== undefined || $ref !== undefined || anyOf !== undefined || 'enum' in known || 'const' in known;
  if (!isSaid) return null;
  const parts: Record<string, unknown> = { ...known };
  if ($defs !== undefined) parts['$defs'] = strictMembers(toSchema($defs));
  if (Array.isArray(anyOf)) parts['anyOf'] = strictList(anyOf);
  if (type === 'object' || 'properties' in known) Object.assign(parts, strictObject(known));
  if (type === 'array' || 'items' in known) {
    parts['items'] = isRecord(known['items']) ? strictSchema(known['items']) : null;
  }
  return Object.values(parts).includes(null) ? null : parts;
}

function strictObject({ properties, required, additionalProperties }: Readonly<Record<string, unknown>>): JsonSchema {
  // Whatever is allowed beside them cannot be asked for; what nobody has spoken of is only not asked for.
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  const members = toSchema(properties);
  const names = Object.keys(members);
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const isWhole = !isOpen && names.length > 0 && names.every((name) => needed.includes(name));
  return { properties: isWhole ? strictMembers(members) : null, required: names, additionalProperties: false };
}

function strictMembers(members: JsonSchema): JsonSchema | null {
  const strict: Record<string, JsonSchema> = {};
  for (const [name, member] of Object.entries(members)) {
    const said = isRecord(member) ? strictSchema(member) : null;
    if (said === null) return null;
    strict[name] = said;
  }
  return strict;
}

function strictList(schemas: readonly unknown[]): readonly JsonSchema[] | null {
  const strict = schemas.map((schema) => (isRecord(schema) ? strictSchema(schema) : null));
  return strict.every((schema) => schema !== null) ? strict : null;
}

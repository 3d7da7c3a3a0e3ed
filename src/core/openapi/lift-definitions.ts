import type { JsonSchema } from '../schema/json-schema.ts';
import { isRecord, toSchema } from '../schema/json-schema.ts';

/** Where definitions are put. */
export interface Lift {
  /** Comes before each name: two models may each have an `Item`. */
  readonly prefix: string;
  /** Gets them. */
  readonly definitions: Record<string, JsonSchema>;
}

/**
 * Moves the `$defs` of a schema to where a whole document keeps them. A reference such as `#/$defs/Item` counts from the root of
 * the document, which is no longer the schema. Definitions of the same name are one where they say the same. A schema inside,
 * such as one of several models, may have definitions of its own.
 *
 * @returns the schema, whose references point to `#/components/schemas/…`
 */
export function liftDefinitions(schema: JsonSchema, lift: Lift): JsonSchema {
  const { prefix, definitions } = lift;
  const { $defs = {}, ...others } = schema;
  const rest = mapMembers(others, (member) => liftInside(member, lift));
  for (let number = 1; ; number += 1) {
    const placed = (name: string): string =>
      `${prefix}_${name}${number === 1 ? '' : `_${number}`}`.replaceAll(/[^\w.-]/g, '_');
    const lifted = Object.entries(toSchema($defs)).map(([name, definition]) => {
      return [placed(name), withoutTitle(repoint(definition, placed))] as const;
    });
    const isTaken = lifted.some(([name, definition]) => differs(definitions[name], definition));
    if (isTaken) continue;
    for (const [name, definition] of lifted) definitions[name] = definition;
    return withoutTitle(repoint(rest, placed));
  }
}

function liftInside(value: unknown, lift: Lift): unknown {
  if (Array.isArray(value)) return value.map((item) => liftInside(item, lift));
  if (!isRecord(value)) return value;
  return '$defs' in value ? liftDefinitions(value, lift) : mapMembers(value, (member) => liftInside(member, lift));
}

function mapMembers(value: Record<string, unknown>, change: (member: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, change(member)]));
}

/** Generators of clients name their classes by titles before all else, and keep one of several of a name. */
function withoutTitle(value: unknown): JsonSchema {
  const { title: _, ...schema } = toSchema(value);
  return schema;
}

function differs(known: JsonSchema | undefined, definition: JsonSchema): boolean {
  return known !== undefined && JSON.stringify(known) !== JSON.stringify(definition);
}

const LOCAL = '#/$defs/';

type Placed = (name: string) => string;

function repoint(value: unknown, placed: Placed): unknown {
  if (Array.isArray(value)) return value.map((item) => repoint(item, placed));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (key === '$ref') return [key, reference(member, placed) ?? repoint(member, placed)];
      if (key === 'discriminator' && isRecord(member)) return [key, repointMapping(member, placed)];
      return [key, repoint(member, placed)];
    }),
  );
}

/** The references of OpenAPI's discriminator are the values of its mapping, under no key of their own. */
function repointMapping(discriminator: Record<string, unknown>, placed: Placed): unknown {
  const { mapping } = discriminator;
  if (!isRecord(mapping)) return repoint(discriminator, placed);
  const entries = Object.entries(mapping).map(([kind, target]) => [kind, reference(target, placed) ?? target]);
  return { ...discriminator, mapping: Object.fromEntries(entries) };
}

function reference(target: unknown, placed: Placed): string | null {
  if (typeof target !== 'string' || !target.startsWith(LOCAL)) return null;
  return `#/components/schemas/${placed(fromPointer(target.slice(LOCAL.length)))}`;
}

/** Undoes the escapes of a JSON pointer in a URI: RFC 6901, section 6. */
function fromPointer(pointer: string): string {
  return decodeURIComponent(pointer).replaceAll('~1', '/').replaceAll('~0', '~');
}

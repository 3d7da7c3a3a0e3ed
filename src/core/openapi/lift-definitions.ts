/** A JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Where definitions are put. */
export interface Lift {
  /** Comes before each name: two models may each have an `Item`. */
  readonly prefix: string;
  /** Gets them. */
  readonly definitions: Record<string, JsonSchema>;
}

/**
 * Moves the `$defs` of a schema to where a whole document keeps them. A reference such as `#/$defs/Item` counts from the root of
 * the document, which is no longer the schema.
 *
 * @returns the schema, whose references point to `#/components/schemas/…`
 */
export function liftDefinitions(schema: JsonSchema, { prefix, definitions }: Lift): JsonSchema {
  const { $defs = {}, ...rest } = schema;
  const placed = (name: string): string => `${prefix}_${name}`.replaceAll(/[^\w.-]/g, '_');
  for (const [name, definition] of Object.entries(toSchema($defs))) {
    definitions[placed(name)] = toSchema(repoint(definition, placed));
  }
  return toSchema(repoint(rest, placed));
}

/** The value where it is an object, as a schema is; else one that allows everything. */
export function toSchema(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const LOCAL = '#/$defs/';

function repoint(value: unknown, placed: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => repoint(item, placed));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isReference = key === '$ref' && typeof member === 'string' && member.startsWith(LOCAL);
      if (isReference) return [key, `#/components/schemas/${placed(fromPointer(member.slice(LOCAL.length)))}`];
      return [key, repoint(member, placed)];
    }),
  );
}

/** Undoes the escapes of a JSON pointer in a URI: RFC 6901, section 6. */
function fromPointer(pointer: string): string {
  return decodeURIComponent(pointer).replaceAll('~1', '/').replaceAll('~0', '~');
}

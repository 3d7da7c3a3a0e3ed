/** A JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The dialect of every schema that Truss writes. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/** The value where it is an object, as a schema is; else one that allows everything. */
export function toSchema(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}

/** Whether a value is an object with members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

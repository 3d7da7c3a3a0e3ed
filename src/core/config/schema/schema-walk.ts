import { z } from 'zod';

/** A map with known keys inside of a schema: what it knows, and which values are maps again. */
export type KnownMap = Readonly<Record<string, z.core.$ZodType>>;

/** The known keys of a schema, below its defaults, nulls and transforms; undefined where it is no map with known keys. */
export function knownKeys(schema: z.core.$ZodType): KnownMap | undefined {
  const inner = innerSchema(schema);
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}

/** The schema of the items of a list; undefined where the schema is no list. */
export function itemSchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = innerSchema(schema);
  return inner instanceof z.ZodArray ? inner.element : undefined;
}

/** The schema of the values of a map with free keys; undefined where the schema is none. */
export function entrySchema(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const inner = innerSchema(schema);
  return inner instanceof z.ZodRecord ? inner.valueType : undefined;
}

/** What a schema is below its defaults, nulls and transforms. */
export function innerSchema(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return innerSchema(schema.unwrap());

  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) return innerSchema(schema.unwrap());

  if (schema instanceof z.ZodPipe) {
    // `preprocess` pipes a transform into the schema, `transform` the schema into one.
    return innerSchema(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  return schema;
}

import { z } from 'zod';

/** A map of texts with free keys. A key with nothing behind it counts as absent; ../../check/rules.ts says so to who wrote it. */
export function filledMap<Key extends z.core.$ZodRecordKey, Value extends z.ZodType<string>>(
  key: Key,
  value: Value,
): z.ZodPipe<z.ZodRecord<Key, z.ZodNullable<Value>>, z.ZodTransform<Record<string, string>>> {
  return z.record(key, value.nullable()).transform((map) => {
    const filled = Object.entries<string | null>(map).filter((entry): entry is [string, string] => entry[1] !== null);
    return Object.fromEntries(filled);
  });
}

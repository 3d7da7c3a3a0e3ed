import type { z } from 'zod';

import { configSchema } from './schema/config-schema.ts';

/**
 * A whole config: every field is there, with its default where the file does not give it. Keys are spelt as in config.yaml;
 * durations are seconds and sizes bytes. Keys that nobody knows are there too, but have no type.
 */
export type Config = DeepReadonly<z.output<typeof configSchema>>;

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;

/** The config of an empty file. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}

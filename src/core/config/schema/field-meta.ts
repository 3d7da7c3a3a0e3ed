import { z } from 'zod';

/**
 * What a field says of itself beside its type. The JSON Schema, the reference page and the config of a new truss are made of
 * it.
 */
export interface FieldMeta {
  /** A sentence or two. */
  readonly description?: string | undefined;
  /** Values to start from, in the form that the file has. */
  readonly examples?: readonly unknown[];
  /** Who knows the field: Truss since 2022, or only this one. Not given: Truss since 2023. */
  readonly since?: '2022' | 'new';
  /** What was different in earlier versions. */
  readonly note?: string;
  /** What editors are told of its values beside their types, in the words of JSON Schema: what a transform or a refinement takes. */
  readonly written?: Readonly<Record<string, unknown>>;
}

declare module 'zod' {
  // What `.meta` takes.
  interface GlobalMeta extends FieldMeta {}
}

/** What a field says of itself. */
export function fieldMeta(schema: z.core.$ZodType): FieldMeta {
  return z.globalRegistry.get(schema) ?? {};
}

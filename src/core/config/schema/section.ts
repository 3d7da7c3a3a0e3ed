import { z } from 'zod';

/** A map with known keys, after `section`. The type does not show that unknown ones pass: nothing of ours may read them. */
type Section<Shape extends z.ZodRawShape> = z.ZodPreprocess<z.ZodObject<Shape>>;

/**
 * A map with known keys. Unknown ones are kept, since a model may read them from its config, and reported elsewhere
 * (../unknown-keys.ts). A key with nothing behind it counts as absent: people comment out the last line of a list and leave
 * `requirements:` there.
 */
export function section<Shape extends z.ZodRawShape>(shape: Shape): Section<Shape> {
  return z.preprocess(withoutNulls, z.looseObject(shape));
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }

  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
}

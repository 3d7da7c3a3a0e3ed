import { z } from 'zod';

/** A Python that was run and has answered. */
export const pythonSchema = z
  .object({
    /** The absolute path by which it calls itself: of a shim what it starts, of a virtual environment the link in it. */
    path: z.string(),
    /** `3.11.7`. */
    version: z.string(),
    /** The 11 of 3.11.7. */
    minor: z.number(),
    /** The interpreter itself, behind links, shims and virtual environments. */
    base: z.string(),
  })
  .readonly();

export type Python = z.output<typeof pythonSchema>;

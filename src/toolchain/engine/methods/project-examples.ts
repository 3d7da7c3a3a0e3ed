import { z } from 'zod';

import { changeExamples } from '../../project/examples/change-examples.ts';
import { engineMethod } from '../engine-method.ts';

const params = z.object({
  directory: z.string(),
  examples: z.array(
    z.union([
      z.object({ name: z.string(), body: z.string() }),
      z.object({ name: z.string(), inputFile: z.string() }),
      z.object({ name: z.string(), form: z.unknown() }),
    ]),
  ),
  how: z.enum(['add', 'replace']),
});

/** Adds or replaces examples. */
export const projectExamples = engineMethod(params, async ({ directory, examples, how }) => {
  await changeExamples(directory, examples, how);
  return {};
});

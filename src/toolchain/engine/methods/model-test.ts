import { z } from 'zod';

import { toEngineError } from '../engine-error.ts';
import { engineMethod } from '../engine-method.ts';
import { secretVariables } from '../secret-variables.ts';

const params = z.object({
  directory: z.string(),
  examples: z.array(z.object({ name: z.string(), body: z.string(), output: z.string().optional() })).optional(),
  secretVariables,
});

/** Asks a model in the environment of its truss, and compares its answers with those that are expected. */
export const modelTest = engineMethod(params, async (asked, { progress, signal, models }) => {
  const { examples, warnings } = await models.test(asked, { progress, signal });
  return {
    examples: examples.map(({ name, outcome, differences, error }) => {
      return { name, outcome, differences, error: error === null ? null : toEngineError(error) };
    }),
    warnings,
  };
});

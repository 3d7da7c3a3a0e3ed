import type { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';

/**
 * Reads what a client wrote as JSON.
 *
 * @throws {TrussError} `IMAGE_ENGINE_FAILED` where it is something else
 */
export function readEngineJson<S extends z.ZodType>(text: string, schema: S): z.infer<S> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new TrussError('IMAGE_ENGINE_FAILED', {
      message: `The engine answered what was not expected: ${text.slice(0, 200)}`,
      cause: error,
    });
  }
}

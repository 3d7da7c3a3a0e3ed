import { ZodError } from 'zod';

import type { ErrorCode } from '../../core/errors/catalogue.ts';
import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';

/** An error on the wire between Python and the engine. */
export interface EngineError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly issues?: readonly Issue[];
}

/** An expected error as it is sent; anything else is a bug of ours (`INTERNAL`), whose stack goes to stderr. */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof TrussError) {
    const { code, hint, issues, exception } = error;
    // The user's own code failed: its traceback is what they need to see.
    const message = exception === undefined ? error.message : `${error.message}\n${exception.traceback}`.trimEnd();
    return { code, message, ...(hint === undefined ? {} : { hint }), ...(issues.length === 0 ? {} : { issues }) };
  }
  if (error instanceof ZodError) {
    const reasons = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return {
      code: 'ENGINE_PROTOCOL',
      message: `The parameters are not as the method wants them: ${reasons.join('; ')}`,
    };
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    hint: 'Please report it, with the lines that the engine wrote to stderr.',
  };
}

import type { Issue } from './issue.ts';
import type { PythonException } from './truss-error.ts';
import { TrussError } from './truss-error.ts';

/** An error as programs are told of it. Public: members are added, never changed. */
export interface ErrorJson {
  /** A code of the catalogue; `INTERNAL` is a bug in Truss. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly issues: readonly Issue[];
  /** What the model's own code raised. */
  readonly exception: PythonException | null;
}

/** What somebody can do about a bug of ours. */
export const REPORT_HINT = 'Please report it, with these lines and what you ran.';

/** An error as data. */
export function errorToJson(error: unknown): ErrorJson {
  if (error instanceof TrussError) {
    const { code, message, issues } = error;
    return { code, message, hint: error.hint ?? null, issues, exception: error.exception ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, hint: REPORT_HINT, issues: [], exception: null };
}

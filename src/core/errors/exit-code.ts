import { TrussError } from './truss-error.ts';

/** The exit code of a bug of ours (EX_SOFTWARE of sysexits.h). */
const BUG_EXIT_CODE = 70;

/** The status a process of ours ends with: 1 expected, 2 wrong use, 130 interrupted, 70 a bug. */
export function exitCodeOf(error: unknown): number {
  return isExpected(error) ? error.entry.exit : BUG_EXIT_CODE;
}

/** Whether an error is one that a user can meet; any other is a bug of ours. */
export function isExpected(error: unknown): error is TrussError {
  return error instanceof TrussError && error.code !== 'INTERNAL';
}

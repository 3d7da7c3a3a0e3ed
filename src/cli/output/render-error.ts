// The one place that turns what was thrown into words and an exit code.
import type { Issue } from '../../core/errors/issue.ts';
import type { PythonException } from '../../core/errors/truss-error.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { renderHint, renderIssue } from './render-issue.ts';
import type { Styles } from './styles.ts';

/** The exit code of a bug of ours (EX_SOFTWARE of sysexits.h). */
const bugExitCode = 70;

/** What `--json` prints of an error, as `{"error": …}`. Public: members are added, never changed. */
export interface ErrorJson {
  /** A code of the catalogue; `INTERNAL` is a bug in Truss. */
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  readonly issues: readonly Issue[];
  /** What the model's own code raised. */
  readonly exception: PythonException | null;
}

/** The status the process ends with: 1 expected, 2 wrong use, 130 interrupted, 70 a bug. */
export function exitCodeOf(error: unknown): number {
  return isExpected(error) ? error.entry.exit : bugExitCode;
}

/** An error as data. */
export function errorToJson(error: unknown): ErrorJson {
  if (error instanceof TrussError) {
    const { code, message, issues } = error;
    return { code, message, hint: error.hint ?? null, issues, exception: error.exception ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message, hint: reportHint, issues: [], exception: null };
}

/** An error for people: what is wrong, where, the user's own lines, what to do. */
export function renderError(error: unknown, styles: Styles): string {
  return isExpected(error) ? renderExpected(error, styles) : renderBug(error, styles);
}

const reportHint = 'Please report it, with these lines and what you ran.';

function isExpected(error: unknown): error is TrussError {
  return error instanceof TrussError && error.code !== 'INTERNAL';
}

function renderExpected(error: TrussError, styles: Styles): string {
  const { message, issues, hint } = error;
  // An HTTP error is what the model meant to say, not an accident: its traceback would only hide it.
  const exception = error.code === 'MODEL_HTTP_ERROR' ? undefined : error.exception;
  const parts = [`${styles.error('✖')} ${styles.bold(error.entry.title)}`];
  // A single problem says the same as its error, with its place.
  if (!issues.some((issue) => issue.message === message)) parts.push(indent(message));
  for (const issue of issues) parts.push('', indent(renderIssue(issue, styles)));
  if (exception !== undefined) parts.push('', indent(renderException(exception, styles)));
  if (issues.length > 0 || exception !== undefined) parts.push('');
  if (hint !== undefined) parts.push(indent(renderHint(hint)));
  return parts.join('\n').trimEnd();
}

function renderException({ type, message, traceback }: PythonException, styles: Styles): string {
  if (traceback.trim() === '') return message === '' ? type : `${type}: ${message}`;
  return styles.dim(traceback.trimEnd());
}

function renderBug(error: unknown, styles: Styles): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [`${styles.error('✖')} ${styles.bold('A bug in Truss')}`, indent(stack), indent(renderHint(reportHint))].join(
    '\n',
  );
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

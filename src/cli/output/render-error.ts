// The one place that turns what was thrown into words.
import { REPORT_HINT } from '../../core/errors/error-json.ts';
import { isExpected } from '../../core/errors/exit-code.ts';
import type { PythonException, TrussError } from '../../core/errors/truss-error.ts';
import { renderHint, renderIssue } from './render-issue.ts';
import type { Styles } from './styles.ts';

/** Nobody reads more at once; they mostly have one cause. */
const MOST_ISSUES = 50;

/** An error for people: what is wrong, where, the user's own lines, what to do. */
export function renderError(error: unknown, styles: Styles): string {
  return isExpected(error) ? renderExpected(error, styles) : renderBug(error, styles);
}

function renderExpected(error: TrussError, styles: Styles): string {
  const { message, issues, hint } = error;
  // An HTTP error is what the model meant to say, not an accident: its traceback would only hide it.
  const exception = error.code === 'MODEL_HTTP_ERROR' ? undefined : error.exception;
  const parts = [`${styles.error('✖')} ${styles.bold(error.entry.title)}`];
  // A single problem says the same as its error, with its place.
  if (!issues.some((issue) => issue.message === message)) parts.push(indent(message));
  for (const issue of issues.slice(0, MOST_ISSUES)) parts.push('', indent(renderIssue(issue, styles)));
  const others = issues.length - MOST_ISSUES;
  if (others > 0) parts.push('', indent(`… and ${others} more, which --json lists.`));
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
  return [`${styles.error('✖')} ${styles.bold('A bug in Truss')}`, indent(stack), indent(renderHint(REPORT_HINT))].join(
    '\n',
  );
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

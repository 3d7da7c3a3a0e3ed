import type { ErrorCode } from './catalogue.ts';

/** One thing that is wrong, or doubtful, in something the user wrote. */
export interface Issue {
  /** Where in the document: `resources.cpu`, `requirements[2]`; empty for the document itself. */
  readonly path: string;
  readonly code: ErrorCode;
  /** What is wrong, what was found and what was expected, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly severity: 'error' | 'warning';
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** An issue without line and column, for a text that nobody has seen. */
export function withoutPlace(issue: Issue): Issue {
  const { line: _line, column: _column, ...placeless } = issue;
  return placeless;
}

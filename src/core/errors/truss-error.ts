import type { ErrorCode, ErrorEntry } from './catalogue.ts';
import { catalogue } from './catalogue.ts';
import type { Issue } from './issue.ts';

/** What is said of an error beside its code. */
export interface ErrorOptions {
  /** What happened, with the values that matter. */
  readonly message: string;
  /** What the user can do about it: an imperative sentence, ideally a command. */
  readonly hint?: string;
  /** All problems of one input, where there can be several. */
  readonly issues?: readonly Issue[];
  /** An exception of the user's Python code: for logs and the terminal, for a client only with `--dev`. */
  readonly exception?: PythonException;
  /** The HTTP status that a model asked for, instead of the code's own. */
  readonly status?: number;
  readonly cause?: unknown;
}

/** An exception of the user's Python code, as data. */
export interface PythonException {
  readonly type: string;
  readonly message: string;
  /** The frames of the user's own code, as Python prints them. */
  readonly traceback: string;
}

/** An expected error: one with a code of the catalogue. Anything else that is thrown is a bug of ours. */
export class TrussError extends Error {
  override readonly name = 'TrussError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly issues: readonly Issue[];
  readonly exception: PythonException | undefined;
  /** With which status HTTP tells of it. */
  readonly status: number;

  constructor(code: ErrorCode, options: ErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.issues = options.issues ?? [];
    this.exception = options.exception;
    this.status = options.status ?? catalogue[code].http;
  }

  /** What the catalogue says of this error's code. */
  get entry(): ErrorEntry {
    return catalogue[this.code];
  }
}

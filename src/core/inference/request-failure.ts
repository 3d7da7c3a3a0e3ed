import type { ErrorCode } from '../errors/catalogue.ts';
import { catalogue } from '../errors/catalogue.ts';
import type { PythonException } from '../errors/truss-error.ts';

/** Why a request was not answered: data, since it is expected, and a stack trace per refused request would be dear. */
export interface RequestFailure {
  readonly code: ErrorCode;
  /** What went wrong; clients see it. */
  readonly message: string;
  readonly hint?: string;
  /** The model's own exception: for the log, and for a client only with `--dev`. */
  readonly exception?: PythonException;
  /** The HTTP status that the model asked for, instead of the code's own. */
  readonly status?: number;
  /** What the model wants said in place of the message: any JSON value. */
  readonly detail?: unknown;
  /** Which values of the request do not fit, one by one, where that is known. */
  readonly details?: readonly ValueProblem[];
  /** When another try makes sense, in ms from now, where that is known. */
  readonly retryAfterMs?: number;
  /** More HTTP headers, `[[name, value], …]`: a model may have put any value there. */
  readonly headers?: unknown;
}

/** What is wrong with a value of a request. */
export interface ValueProblem {
  /** The keys and indices that lead to it; empty for the whole body. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The HTTP status of a failure. */
export function statusOf(failure: RequestFailure): number {
  return failure.status ?? catalogue[failure.code].http;
}

/** Whether a status that a model asked for is one that a response can end with. */
export function isFinalStatus(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;
}

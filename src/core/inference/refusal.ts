import { TrussError } from '../errors/truss-error.ts';
import type { RequestFailure } from './request-failure.ts';

/**
 * What was asked for, or why a request cannot have it: the one way in which the server says so. A refusal is given back, not
 * thrown: it is as likely as an answer, and a stack trace for each is dear. Whoever may refuse without having anything to
 * give says `RequestFailure | null`, in a function whose name ends with `refusal`.
 */
export type OrRefusal<T> = T | RequestFailure;

/** Whether it was refused. What may be given instead has no member `code`. */
export function isRefusal(value: unknown): value is RequestFailure {
  return typeof value === 'object' && value !== null && 'code' in value;
}

/** A refusal for somebody who waits for a promise, which has no other way to say no. */
export function toError({ code, message, hint, exception, status }: RequestFailure): TrussError {
  return new TrussError(code, {
    message,
    ...(hint !== undefined && { hint }),
    ...(exception && { exception }),
    ...(status !== undefined && { status }),
  });
}

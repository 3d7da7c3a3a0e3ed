import type { RequestFailure } from '../../../../core/inference/request-failure.ts';

/** Why a body that should be a form is not taken; `problem`: what is wrong with it. */
export function unreadableForm(problem: string): RequestFailure {
  return { code: 'REQUEST_BODY_INVALID', message: `The form in the body cannot be read: ${problem}` };
}

import type { RequestFailure } from '../../core/inference/request-failure.ts';

/**
 * Why a request is not answered that waited, or was still being sent, when another edition of its model took over that is a server
 * of its own where the former one was none, or the other way round: it would take the body for something else.
 */
export function replacedFailure(name: string): RequestFailure {
  const message = `Model ${name} was replaced by one that takes other requests`;
  return { code: 'SERVER_NOT_READY', message, hint: 'Send the request again.' };
}

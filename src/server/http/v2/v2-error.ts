import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { plainError } from '../answer/error-shape.ts';

/** What V2's clients read: `error` is a string, also where a model's own error has any other value as its detail. */
export function v2Error(failure: RequestFailure, dev: boolean): object {
  const { detail } = failure;
  if (detail === undefined || typeof detail === 'string') return plainError(failure, dev);
  return plainError({ ...failure, detail: JSON.stringify(detail) }, dev);
}

import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { statusOf } from '../../../core/inference/request-failure.ts';
import { openAiError } from './openai-error.ts';

/** https://docs.claude.com/en/api/errors */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};

/** A failure as the clients of the Messages API read it: `{"type": "error", "error": {"type", "message"}}`. */
export function anthropicError(failure: RequestFailure, dev: boolean): object {
  const status = statusOf(failure);
  const type = TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  const { error } = openAiError(failure, dev);
  return { type: 'error', error: { ...error, type } };
}

import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { statusOf } from '../../../core/inference/request-failure.ts';

/** OpenAI's words for what their clients cannot tell from the status alone; every other status below 500 is the request's fault. */
const TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};

/**
 * A failure as OpenAI's clients read it: `{"error": {"message", "type", "param", "code"}}`
 * (https://platform.openai.com/docs/guides/error-codes). An error object that the model wrote itself is kept.
 */
export function openAiError(failure: RequestFailure, dev: boolean): { readonly error: object } {
  const { message, detail, hint, exception } = failure;
  if (isErrorBody(detail)) return detail;
  const own = isErrorObject(detail) ? detail : {};
  const more = dev ? { ...(hint !== undefined && { hint }), ...(exception && { exception }) } : {};
  const text = detail === undefined || own === detail ? message : toText(detail);
  return { error: { message: text, type: typeOf(statusOf(failure)), ...place(failure), ...own, ...more } };
}

function typeOf(status: number): string {
  return TYPES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
}

/** Programs look for OpenAI's own code of a model that does not exist, to try another one. */
function place({ code, details = [] }: RequestFailure): object {
  if (code === 'MODEL_NOT_FOUND') return { param: 'model', code: 'model_not_found' };
  return { param: details[0]?.path.join('.') || null, code };
}

function isErrorBody(detail: unknown): detail is { readonly error: object } {
  return isRecord(detail) && isErrorObject(detail['error']);
}

function isErrorObject(value: unknown): value is { readonly message: string } {
  return isRecord(value) && typeof value['message'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function toText(detail: unknown): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail);
}

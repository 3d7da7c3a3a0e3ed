import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { NamedSchema } from '../../../core/openapi/document.ts';

/** How the body of a failed request's answer looks: each protocol's clients read another one. `dev`: with what helps the model's author. */
export type ErrorShape = (failure: RequestFailure, dev: boolean) => object;

/** What V1's and V2's clients read: `error` is a string. A model may put any value there. */
export function plainError(failure: RequestFailure, dev: boolean): object {
  const { code, message, detail, details, hint, exception } = failure;
  const body = { error: detail ?? message, code, ...(details !== undefined && { details }) };
  return dev ? { ...body, ...(hint !== undefined && { hint }), ...(exception && { exception }) } : body;
}

const VALUE_PROBLEM = {
  type: 'object',
  properties: { path: { type: 'array', items: { type: ['string', 'integer'] } }, message: { type: 'string' } },
  required: ['path', 'message'],
};

/** What the description of the API says of `plainError`. */
export const PLAIN_FAILURE: NamedSchema = {
  name: 'Failure',
  schema: {
    type: 'object',
    properties: {
      error: { description: 'What went wrong; a model may put any value here' },
      code: { type: 'string', description: "A code of Truss's catalogue" },
      details: { type: 'array', items: VALUE_PROBLEM, description: 'Which values of the request do not fit' },
    },
    required: ['error', 'code'],
  },
};

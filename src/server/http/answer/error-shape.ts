import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { NamedSchema } from '../../../core/openapi/document.ts';

/** How the body of a failed request's answer looks: each protocol's clients read another one. `dev`: with what helps the model's author. */
export type ErrorShape = (failure: RequestFailure, dev: boolean) => object;

/** What V1's and V2's clients read: `error` is a string. A model may put any value there. */
export function plainError({ code, message, detail, hint, exception }: RequestFailure, dev: boolean): object {
  const body = { error: detail ?? message, code };
  return dev ? { ...body, ...(hint !== undefined && { hint }), ...(exception && { exception }) } : body;
}

/** What the description of the API says of `plainError`. */
export const PLAIN_FAILURE: NamedSchema = {
  name: 'Failure',
  schema: {
    type: 'object',
    properties: {
      error: { description: 'What went wrong; a model may put any value here' },
      code: { type: 'string', description: "A code of Truss's catalogue" },
    },
    required: ['error', 'code'],
  },
};

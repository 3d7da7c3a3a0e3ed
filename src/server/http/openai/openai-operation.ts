import type { BodyForm } from '../../../core/wire/body-form.ts';
import { bodyForm, JSON_BODY } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import type { ErrorShape } from '../answer/error-shape.ts';
import type { Operation } from '../exchange/operation.ts';

/** An operation that asks for a method of the model by its name. */
export type OpenAiOperation = Operation & { readonly method: string };

/** In what the operations of this protocol differ. */
export interface OpenAiOperationOptions {
  readonly method: string;
  readonly errorShape: ErrorShape;
  /** How a stream's items are framed: `sse`, or `raw` where the stream is a file. */
  readonly framing: 'sse' | 'raw';
}

/** An operation of OpenAI's protocol: JSON or a form in, JSON, a stream or a file out. */
export function openAiOperation({ method, errorShape, framing }: OpenAiOperationOptions): OpenAiOperation {
  return {
    method,
    bodyForm: openAiBodyForm,
    takesNoBody: false,
    answerForm: () => Form.JSON,
    // Whether there is a stream at all is the model's to say, by `stream` in the body.
    framing: () => framing,
    members: null,
    bodyTimeoutMs: null,
    errorShape,
  };
}

/** Text is JSON, since pages send it so that no preflight is needed; what is neither JSON nor a form has no meaning here. */
function openAiBodyForm(contentType: string | undefined): BodyForm | null {
  const body = bodyForm(contentType);
  if (body?.form === Form.TEXT) return contentType?.toLowerCase().startsWith('text/plain') ? JSON_BODY : null;
  return body?.form === Form.RAW ? null : body;
}

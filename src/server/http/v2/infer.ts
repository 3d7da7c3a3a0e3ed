import type { IncomingHttpHeaders } from 'node:http';

import type { BodyForm } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import { OFFSET_HEADER } from '../body/binary-offset.ts';
import type { Operation } from '../exchange/operation.ts';
import { bodyTimeoutMs } from './body-timeout.ts';
import { v2Error } from './v2-error.ts';

/** `POST /v2/models/{name}/infer`. */
export const INFER: Operation = {
  method: null,
  bodyForm: inferForm,
  takesNoBody: false,
  // Which outputs are binary stands in the body: the worker answers in JSON alone where none is.
  answerForm: () => Form.V2_BINARY,
  // One answer to one request: what a model streams is joined.
  framing: () => 'join',
  members: (_request, id) => ({ requestId: id }),
  bodyTimeoutMs,
  errorShape: v2Error,
};

const JSON_FORM: BodyForm = { form: Form.V2_JSON, contentType: null };
const BINARY_FORM: BodyForm = { form: Form.V2_BINARY, contentType: null };

/** tritonclient names no type at all, and `application/x-www-form-urlencoded` is what `curl -d` says of everything. */
const TYPES = /^(?:application\/(?:json|octet-stream|x-www-form-urlencoded|[\w.-]+\+json))?$/;

/** What a body is, by the header that tells where its JSON ends; the content type must only not contradict. */
function inferForm(contentType: string | undefined, headers: IncomingHttpHeaders): BodyForm | null {
  const mediaType = (contentType ?? '').split(';', 1)[0] ?? '';
  if (!TYPES.test(mediaType.trim().toLowerCase())) return null;
  return headers[OFFSET_HEADER] === undefined ? JSON_FORM : BINARY_FORM;
}

// What the worker must know of a body that the front alone can say.
import type { IncomingHttpHeaders } from 'node:http';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { BodyForm } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import { binaryOffset, OFFSET_HEADER } from './binary-offset.ts';
import { parseMultipart } from './multipart/parse-multipart.ts';

/** A body as the worker takes it. */
export interface UnpackedBody {
  readonly bytes: Buffer;
  readonly body: BodyForm;
}

/** Whether bodies of this form are passed on as they came. */
export function isPassedOn({ form }: BodyForm): boolean {
  return form !== Form.FORM && form !== Form.V2_BINARY;
}

/** Finds the parts of a form, or where the binary data of V2 begins; or says why it cannot. */
export function unpackBody(bytes: Buffer, body: BodyForm, headers: IncomingHttpHeaders): OrRefusal<UnpackedBody> {
  return body.form === Form.FORM ? unpackForm(bytes, body) : unpackBinary(bytes, body, headers[OFFSET_HEADER]);
}

function unpackForm(bytes: Buffer, body: BodyForm): OrRefusal<UnpackedBody> {
  const parts = parseMultipart(bytes, body.contentType ?? '');
  if (isRefusal(parts)) return parts;
  const described = parts.map(({ name, filename, contentType, bytes: { length } }) => ({
    name,
    ...(filename !== null && { filename }),
    ...(contentType !== null && { contentType }),
    length,
  }));
  return { bytes: Buffer.concat(parts.map((part) => part.bytes)), body: { ...body, members: { parts: described } } };
}

function unpackBinary(bytes: Buffer, body: BodyForm, header: string | string[] | undefined): OrRefusal<UnpackedBody> {
  const form = binaryForm(bytes.length, body, header);
  return isRefusal(form) ? form : { bytes, body: form };
}

/** Says where the binary data of a V2 body of so many bytes begins. */
export function binaryForm(bytes: number, body: BodyForm, header: string | string[] | undefined): OrRefusal<BodyForm> {
  const offset = binaryOffset(header, bytes);
  return isRefusal(offset) ? offset : { ...body, members: { binaryOffset: offset } };
}

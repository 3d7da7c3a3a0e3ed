import { TrussError } from '../../core/errors/truss-error.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import { isRefusal } from '../../core/inference/refusal.ts';
import { bodyForm } from '../../core/wire/body-form.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { Form } from '../../core/wire/frame.ts';
import { unpackBody } from '../../server/http/body/unpack-body.ts';
import type { ModelQuestion } from './model-question.ts';

/** A request as a worker gets it. */
export interface RequestFrame {
  readonly body: Uint8Array;
  /** A `Form` of the wire protocol. */
  readonly form: number;
  /** The members of the REQUEST header (specs/wire-protocol.md 3.1) that say what the request is. */
  readonly header: FrameHeader;
}

/** What a worker is told of a request. */
export function requestFrame({ bytes: body, contentType: type, method = PREDICT }: ModelQuestion): RequestFrame {
  const { form, contentType } = bodyForm(type) ?? { form: Form.RAW, contentType: type };
  const header = { ...(contentType !== null && { contentType }), ...(method !== PREDICT && { method }) };
  if (form !== Form.FORM) return { body, form, header };
  const unpacked = unpackBody(Buffer.from(body), { form, contentType }, {});
  if (isRefusal(unpacked)) throw new TrussError('REQUEST_BODY_INVALID', { message: unpacked.message });
  return { body: unpacked.bytes, form, header: { ...header, ...unpacked.body.members } };
}

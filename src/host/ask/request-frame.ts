import { PREDICT } from '../../core/examples/examples.ts';
import { bodyForm } from '../../core/wire/body-form.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { Form } from '../../core/wire/frame.ts';
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
  return {
    body,
    form,
    header: { ...(contentType !== null && { contentType }), ...(method !== PREDICT && { method }) },
  };
}

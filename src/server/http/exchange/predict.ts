import { bodyForm } from '../../../core/wire/body-form.ts';
import { Form } from '../../../core/wire/frame.ts';
import { plainError } from '../answer/error-shape.ts';
import type { Operation } from './operation.ts';
import { tableType } from './table-type.ts';

/** `POST /v1/models/{name}:predict`: the truss's own request. The content type alone says what the body is. */
export const PREDICT: Operation = {
  method: null,
  bodyForm,
  takesNoBody: false,
  // Answers to text and msgpack are of the same form as they; the worker sends as JSON what no text can be.
  answerForm: (form) => (form === Form.MSGPACK || form === Form.TEXT ? form : Form.JSON),
  framing: streamFraming,
  members: ({ headers }) => {
    const table = tableType(headers.accept);
    return table === null ? null : { table };
  },
  bodyTimeoutMs: null,
  errorShape: plainError,
};

/** How a stream's items shall be framed, by what the client accepts; null where it does not care. */
function streamFraming(accept: string | undefined): string | null {
  if (accept === undefined || accept === '*/*') return null;
  if (accept.includes('text/event-stream')) return 'sse';
  if (accept.includes('application/x-ndjson')) return 'ndjson';
  return accept === 'application/json' ? 'join' : null;
}

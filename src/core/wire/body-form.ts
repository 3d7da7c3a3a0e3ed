// Which form a body has by its content type.
import { Form } from './frame.ts';

/** What the worker is told about a body. */
export interface BodyForm {
  readonly form: number;
  /** The media type as it came, for the forms that do not imply it. */
  readonly contentType: string | null;
  /** More members of the REQUEST header of the wire protocol, found in the body itself. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** JSON, whatever its content type says. */
export const JSON_BODY: BodyForm = { form: Form.JSON, contentType: null };
const MSGPACK_BODY: BodyForm = { form: Form.MSGPACK, contentType: null };

/** What `curl -d` says of everything: JSON, but a form where it is none, which the worker finds out. */
const CURL_TYPE = 'application/x-www-form-urlencoded';
const JSON_TYPES = /^application\/(?:json|[\w.-]+\+json)$/;
const MSGPACK_TYPES = /^application\/(?:octet-stream|msgpack|x-msgpack)$/;
const TEXT_TYPES = /^(?:text\/.+|application\/(?:xml|[\w.-]+\+xml))$/;

/** The form of a body with this content type; null where it is one that cannot be read. Python's handle has it in `_client/received.py`. */
export function bodyForm(contentType: string | undefined): BodyForm | null {
  // An empty header is what some clients send for none.
  if (!contentType || contentType === 'application/json') return JSON_BODY;
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (JSON_TYPES.test(mediaType)) return JSON_BODY;
  if (mediaType === CURL_TYPE) return { form: Form.JSON, contentType };
  if (MSGPACK_TYPES.test(mediaType)) return MSGPACK_BODY;
  if (mediaType === 'multipart/form-data') return { form: Form.FORM, contentType };
  if (mediaType.startsWith('multipart/')) return null;
  return { form: TEXT_TYPES.test(mediaType) ? Form.TEXT : Form.RAW, contentType };
}

/** The content type of an answer in this form, where the model named none. */
export function contentTypeOf(form: number): string {
  switch (form) {
    case Form.JSON:
    case Form.V2_JSON:
      return 'application/json';
    case Form.TEXT:
      return 'text/plain; charset=utf-8';
    default:
      return 'application/octet-stream';
  }
}

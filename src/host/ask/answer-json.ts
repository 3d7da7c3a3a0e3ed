import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { compactJson } from '../../core/json/json-tokens.ts';
import { Form } from '../../core/wire/frame.ts';

/** The media type of an answer, without parameters. */
export function contentTypeOf({ form, contentType: given }: CollectedAnswer): string {
  if (given !== null) return (given.split(';')[0] ?? '').trim().toLowerCase();
  if (form === Form.JSON) return 'application/json';
  return form === Form.TEXT ? 'text/plain' : 'application/octet-stream';
}

/** Whether people can read an answer of a media type other than JSON. */
export function isTextual(type: string): boolean {
  return type.startsWith('text/') || type.endsWith('+xml') || type.endsWith('ndjson') || type === 'application/xml';
}

/** Whether an answer of a media type is JSON or text. */
export function isReadable(type: string): boolean {
  return type === 'application/json' || isTextual(type);
}

/** Any answer as JSON on one line: JSON as the model gave it, text as a string, bytes as `{content_type, base64}`. */
export function answerJson(answer: CollectedAnswer): string {
  const type = contentTypeOf(answer);
  if (!isReadable(type)) {
    return JSON.stringify({ content_type: type, base64: Buffer.from(answer.body).toString('base64') });
  }
  const text = new TextDecoder().decode(answer.body);
  if (type !== 'application/json') return JSON.stringify(text);
  // The worker writes JSON on one line; what a model wrote by itself may have several.
  return text.includes('\n') ? compactJson(text) : text;
}

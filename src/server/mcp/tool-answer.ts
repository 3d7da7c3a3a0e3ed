// The answer of a model as it goes to who has called a tool.
import type { RequestFailure, ValueProblem } from '../../core/inference/request-failure.ts';
import type { ToolAnswer } from '../../core/mcp/tool-result.ts';

/** An answer of this media type. */
export function answerOf(contentType: string, payload: Uint8Array): ToolAnswer {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) return { kind: 'json', json: bytes.toString() };
  const isText = mediaType.startsWith('text/') || mediaType === 'application/xml' || mediaType.endsWith('ndjson');
  if (isText) return { kind: 'text', text: bytes.toString() };
  return { kind: 'bytes', mediaType, base64: bytes.toString('base64') };
}

/** What a language model is told of a call that failed: what went wrong, where, and what may help. */
export function failureText(
  { code, message, detail, details = [], hint, exception }: RequestFailure,
  dev: boolean,
): string {
  const told = detail === undefined ? message : asText(detail);
  // A single one stands in the message already.
  const places = details.length === 1 ? [] : details.map(placeOf);
  const more = dev ? [hint, exception?.traceback] : [];
  return [`${code}: ${told}`, ...places, ...more.filter((line) => line !== undefined)].join('\n');
}

function placeOf({ path, message }: ValueProblem): string {
  return `- ${path.join('.') || 'the arguments'}: ${message}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

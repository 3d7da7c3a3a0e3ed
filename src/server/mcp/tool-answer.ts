// The answer of a model as it goes to who has called a tool.
import type { RequestFailure, ValueProblem } from '../../core/inference/request-failure.ts';
import { compactJson } from '../../core/json/json-tokens.ts';
import type { ToolAnswer } from '../../core/mcp/tool-result.ts';

/** An answer of this media type. `isOurs`: a worker of ours wrote it, whose JSON is one line and valid. */
export function answerOf(contentType: string, payload: Uint8Array, isOurs = false): ToolAnswer {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType === 'application/json' || mediaType.endsWith('+json')) {
    return isOurs ? { kind: 'json', json: bytes.toString() } : jsonAnswer(bytes.toString());
  }
  const isText = mediaType.startsWith('text/') || mediaType === 'application/xml' || mediaType.endsWith('ndjson');
  if (isText) return { kind: 'text', text: bytes.toString() };
  return { kind: 'bytes', mediaType, base64: bytes.toString('base64') };
}

/** JSON on one line, as messages are; what a model only calls so is shown as the text that it is. */
export function jsonAnswer(json: string): ToolAnswer {
  try {
    JSON.parse(json);
  } catch {
    return { kind: 'text', text: json };
  }
  return { kind: 'json', json: LINE_BREAK.test(json) ? compactJson(json) : json };
}

const LINE_BREAK = /[\r\n]/;

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

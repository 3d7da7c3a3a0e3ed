import { validateHeaderName, validateHeaderValue } from 'node:http';

import { isFinalStatus } from '../../../core/inference/request-failure.ts';
import { contentTypeOf } from '../../../core/wire/body-form.ts';
import type { FrameHeader } from '../../../core/wire/frame.ts';
import { Form } from '../../../core/wire/frame.ts';
import { OFFSET_HEADER_SENT } from '../body/binary-offset.ts';

/** The status line and the headers of an answer. */
export interface AnswerHead {
  readonly status: number;
  /** Name, value, name, value. */
  readonly headers: string[];
  /** How long the body would be of which an upstream process was only asked for the head; null where it has not said so. */
  readonly unsentLength: string | null;
}

/** What an answer says of itself. */
export interface AnswerParts {
  readonly form: number;
  /** The header of RESULT or of the first CHUNK. */
  readonly header: FrameHeader;
  readonly id: string;
}

/** These belong to the connection and the framing: a model that sets them would break the response, or have Node refuse it. */
const OURS = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-request-id',
]);

/** The head of an answer with what the model chose: its content type, status and headers, as far as HTTP allows them. */
export function answerHead({ form, header, id }: AnswerParts): AnswerHead {
  const chosen = header['contentType'];
  const isChosen = typeof chosen === 'string' && isSendable('content-type', chosen);
  const status = isFinalStatus(header['status']) ? header['status'] : 200;
  // Nothing is of no type.
  const type = isChosen || hasBody(status) ? ['Content-Type', isChosen ? chosen : contentTypeOf(form)] : [];
  const headers = [...type, 'X-Request-Id', id, ...modelHeaders(header['headers'])];
  if (form === Form.V2_BINARY) headers.push(OFFSET_HEADER_SENT, String(header['binaryOffset']));
  return { status, headers, unsentLength: lengthOf(header['headers']) };
}

function lengthOf(headers: unknown): string | null {
  const pairs = Array.isArray(headers) ? headers.filter(isPair) : [];
  return pairs.find(([name]) => name === 'content-length')?.[1] ?? null;
}

/** Whether HTTP knows a body, and with it a Content-Length, of an answer with this status (RFC 9110, 6.4.1 and 8.6). */
export function hasBody(status: number): boolean {
  return status !== 204 && status !== 304;
}

/** Headers that a model chose, `[[name, value], …]`, as far as HTTP allows them: name, value, name, value. */
export function modelHeaders(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const pairs = value.filter(isPair);
  return pairs.filter(([name, text]) => !OURS.has(name.toLowerCase()) && isSendable(name, text)).flat();
}

function isPair(value: unknown): value is [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

/** Whether Node would send such a header, rather than throw. */
function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

// A file as a question. JSON is checked to be JSON before a model is loaded for it.
import { readFile } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import { findJsonError } from '../../core/json/json-error.ts';
import { mediaTypeOf } from '../../core/media-type.ts';
import { systemErrorCode } from '../../system/system-error.ts';
import type { ModelQuestion } from './model-question.ts';

/** What somebody gave as a question. */
export interface GivenInput {
  /** How messages begin that speak of it: `request.json`, `The input on stdin`. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The path of the file that it comes from, whose end says what it is; null for JSON from elsewhere. */
  readonly path: string | null;
}

/** What somebody can do about an input that is no question; a sentence each. */
export interface InputHints {
  /** Where the file cannot be read. */
  readonly unreadable: string;
  /** Where there is nothing in it, or no JSON. */
  readonly malformed: string;
}

/**
 * A file as a question, of the type that its name says.
 *
 * @throws {TrussError} `INPUT_INVALID` where it cannot be read, or should be JSON and is not.
 */
export async function fileQuestion(path: string, hints: InputHints): Promise<ModelQuestion> {
  return toQuestion({ name: path, bytes: await readGivenFile(path, hints), path }, hints);
}

/**
 * An input as a question. A file is what its name says; all else is JSON, from which only a byte order mark is taken.
 *
 * @throws {TrussError} `INPUT_INVALID` where it should be JSON and is not.
 */
export function toQuestion(input: GivenInput, hints: InputHints): ModelQuestion {
  const { name, bytes, path } = input;
  const contentType = path === null ? 'application/json' : mediaTypeOf(path);
  if (contentType !== 'application/json') return { bytes, contentType };
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') {
    throw new TrussError('INPUT_INVALID', { message: `${name} is empty.`, hint: hints.malformed });
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw notJson(input, text, { hints, cause: error });
  }
  return { bytes: hasMark(bytes) ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes, contentType };
}

/**
 * The bytes of a file that somebody named.
 *
 * @throws {TrussError} `INPUT_INVALID`
 */
export async function readGivenFile(path: string, { unreadable }: InputHints): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(path);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `There is no file ${path}.`,
      EISDIR: `${path} is a directory, not a file.`,
      EACCES: `${path} may not be read by you.`,
    };
    throw new TrussError('INPUT_INVALID', {
      message: reasons[systemErrorCode(error) ?? ''] ?? `${path} cannot be read: ${String(error)}`,
      hint: unreadable,
      cause: error,
    });
  }
}

// What editors of Windows put before a text in UTF-8; JSON has no such thing (RFC 8259, section 8.1).
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

function hasMark(bytes: Uint8Array): boolean {
  return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
}

/** A file that is no JSON at all is mostly one of another kind, whose name does not say so. */
const OTHER_KINDS = 'A file of another kind is known by the end of its name: .jpg, .wav, .pdf, .txt, .csv, .msgpack …';

function notJson(
  { name, path }: GivenInput,
  text: string,
  { hints, cause }: { readonly hints: InputHints; readonly cause: unknown },
): TrussError {
  const mistake = findJsonError(text);
  const place = mistake === null ? '' : ` at line ${mistake.line}, column ${mistake.column}: ${mistake.message}`;
  const isOther = path !== null && !path.endsWith('.json');
  return new TrussError('INPUT_INVALID', {
    message: `${name} is not valid JSON${place}.`,
    hint: mistake?.hint ?? (isOther ? OTHER_KINDS : hints.malformed),
    cause,
  });
}

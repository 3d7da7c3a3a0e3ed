// The one request body of `truss predict`: from an option, a file or stdin; JSON is checked to be JSON.
import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { TrussError } from '../../core/errors/truss-error.ts';
import { mediaTypeOf } from '../../core/media-type.ts';
import { systemErrorCode } from '../../system/system-error.ts';
import { findJsonError } from './json-error.ts';
import type { RequestInput } from './request-input.ts';

/** Where the input may come from. */
export interface InputSource {
  /** `--data`: the JSON itself. */
  readonly data: string | null;
  /** `--file`: a path; `-` is stdin. */
  readonly file: string | null;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}

/**
 * The input as it was given. A file is what its name says; all else is JSON, from which only a byte order mark is taken.
 * @throws {TrussError} `USAGE` where none or two are given, `INPUT_INVALID` where it cannot be read or is not JSON.
 */
export async function readInput(source: InputSource): Promise<RequestInput> {
  return checkInput(await readBytes(source), source.file);
}

/**
 * A file as a request, of the type that its name says.
 * @throws {TrussError} `INPUT_INVALID` where it cannot be read, or should be JSON and is not.
 */
export async function fileInput(path: string): Promise<RequestInput> {
  return checkInput({ name: path, bytes: await readFileInput(path) }, path);
}

function checkInput({ name, bytes }: NamedBytes, file: string | null): RequestInput {
  const contentType = file === null ? 'application/json' : mediaTypeOf(file);
  if (contentType !== 'application/json') return { bytes, contentType };
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') {
    throw new TrussError('INPUT_INVALID', { message: `${name} is empty.`, hint: howToGive });
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw notJson(file, name, { text, cause: error });
  }
  return { bytes: hasMark(bytes) ? bytes.subarray(byteOrderMark.length) : bytes, contentType };
}

const howToGive = `Give the request as JSON: -d '{"inputs": [[1, 2]]}', -f request.json, or on stdin.`;

// What editors of Windows put before a text in UTF-8; JSON has no such thing (RFC 8259, section 8.1).
const byteOrderMark = [0xef, 0xbb, 0xbf];

function hasMark(bytes: Uint8Array): boolean {
  return byteOrderMark.every((byte, index) => bytes[index] === byte);
}

async function readBytes({ data, file, stdin, signal }: InputSource): Promise<NamedBytes> {
  if (data !== null && file !== null) {
    throw new TrussError('USAGE', { message: 'Both --data and --file are given.', hint: 'Give one of the two.' });
  }
  if (data !== null) return { name: 'The input', bytes: new TextEncoder().encode(data) };
  if (file !== null && file !== '-') return { name: file, bytes: await readFileInput(file) };
  if (stdin.isTTY === true && file === null) {
    throw new TrussError('USAGE', { message: 'There is no input.', hint: howToGive });
  }
  return { name: 'The input on stdin', bytes: await buffer(addAbortSignal(signal, stdin)) };
}

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

async function readFileInput(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readFile(file);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: `There is no file ${file}.`,
      EISDIR: `${file} is a directory, not a file.`,
      EACCES: `${file} may not be read by you.`,
    };
    throw new TrussError('INPUT_INVALID', {
      message: reasons[systemErrorCode(error) ?? ''] ?? `${file} cannot be read: ${String(error)}`,
      hint: 'Give --file the path of a file with the request: JSON, or an image, a sound, a text.',
      cause: error,
    });
  }
}

/** A file that is no JSON at all is mostly one of another kind, whose name does not say so. */
const otherKinds = 'A file of another kind is known by the end of its name: .jpg, .wav, .pdf, .txt, .csv, .msgpack …';

function notJson(
  file: string | null,
  name: string,
  { text, cause }: { readonly text: string; readonly cause: unknown },
): TrussError {
  const mistake = findJsonError(text);
  const place = mistake === null ? '' : ` at line ${mistake.line}, column ${mistake.column}: ${mistake.message}`;
  const isOther = file !== null && file !== '-' && !file.endsWith('.json');
  return new TrussError('INPUT_INVALID', {
    message: `${name} is not valid JSON${place}.`,
    hint: mistake?.hint ?? (isOther ? otherKinds : howToGive),
    cause,
  });
}

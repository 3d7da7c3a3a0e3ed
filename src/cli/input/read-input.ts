// The one question of `truss predict`: from an option, a file or stdin.
import { addAbortSignal } from 'node:stream';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { GivenInput } from '../../host/ask/file-question.ts';
import { readGivenFile, toQuestion } from '../../host/ask/file-question.ts';
import { formQuestion, readField } from '../../host/ask/form-question.ts';
import type { ModelQuestion } from '../../host/ask/model-question.ts';

/** Where the input may come from. */
export interface InputSource {
  /** `--data`: the JSON itself; behind an `@` the path of a file, as of curl. */
  readonly data: string | null;
  /** `--form`: the fields of a form. */
  readonly form: readonly string[];
  /** `--file`: a path; `-` is stdin. */
  readonly file: string | null;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}

const hints = {
  unreadable: 'Give --file the path of a file with the request: JSON, or an image, a sound, a text.',
  malformed: `Give the request as JSON: -d '{"inputs": [[1, 2]]}', -f request.json, or on stdin.`,
};

/**
 * The input as it was given.
 *
 * @throws {TrussError} `USAGE` where none or two are given, `INPUT_INVALID` where it cannot be read or is not JSON.
 */
export async function readInput(source: InputSource): Promise<ModelQuestion> {
  const { form, data, file } = source;
  if (form.length === 0) return toQuestion(await readGiven(source), hints);
  if (data !== null || file !== null) {
    const message = 'A form and another input are given.';
    throw new TrussError('USAGE', { message, hint: 'Give one of --form, --data and --file.' });
  }
  return formQuestion(form.map(readField), hints);
}

async function readGiven(source: InputSource): Promise<GivenInput> {
  const { data, stdin, signal } = source;
  if (data !== null && source.file !== null) {
    throw new TrussError('USAGE', { message: 'Both --data and --file are given.', hint: 'Give one of the two.' });
  }
  // No JSON begins with it.
  const file = data?.startsWith('@') ? data.slice(1) : source.file;
  if (data !== null && file === null) return { name: 'The input', bytes: new TextEncoder().encode(data), path: null };
  if (file !== null && file !== '-') return { name: file, bytes: await readGivenFile(file, hints), path: file };
  if (stdin.isTTY === true && file === null) {
    throw new TrussError('USAGE', { message: 'There is no input.', hint: hints.malformed });
  }
  return { name: 'The input on stdin', bytes: await buffer(addAbortSignal(signal, stdin)), path: null };
}

// The value of a secret. It comes from a prompt that shows nothing, or from stdin; never from an argument, which other
// processes of the machine can see and shells remember.
import { isUtf8 } from 'node:buffer';
import { addAbortSignal } from 'node:stream';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { isCancel, password } from '@clack/prompts';

import { TrussError } from '../../core/errors/truss-error.ts';

/** Where the value comes from, and where it is asked for. */
export interface SecretSource {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly signal: AbortSignal;
}

/**
 * The value of a secret. One line feed at the end of stdin is not part of it: `echo` and editors put it there.
 * @throws {TrussError} `INPUT_INVALID` where it is empty or no text, `INTERRUPTED` where nobody wanted to type it.
 */
export async function readSecret(name: string, source: SecretSource): Promise<string> {
  const value = source.stdin.isTTY === true ? await ask(name, source) : await readPiped(name, source);
  if (value !== '') return value;
  throw new TrussError('INPUT_INVALID', {
    message: `The value of ${name} is empty.`,
    hint: `Type it when it is asked for, or give it on stdin: truss secret set ${name} < file`,
  });
}

async function readPiped(name: string, { stdin, signal }: SecretSource): Promise<string> {
  const bytes = await buffer(addAbortSignal(signal, stdin));
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes).replace(/\r?\n$/, '');
  throw new TrussError('INPUT_INVALID', {
    message: `The value of ${name} is not UTF-8 text, and a secret is text. Nothing has changed.`,
    hint: `Encode it, and decode it in the model: base64 < file | truss secret set ${name}`,
  });
}

async function ask(name: string, { stdin, stderr, signal }: SecretSource): Promise<string> {
  // Not even how long it is.
  const mask = '';
  const value = await password({ message: `The value of ${name}`, mask, input: stdin, output: stderr, signal });
  if (!isCancel(value)) return value;
  throw new TrussError('INTERRUPTED', { message: 'No value was given; nothing has changed.' });
}

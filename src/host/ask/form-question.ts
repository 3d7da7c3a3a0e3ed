// A form as a question, as curl's -F makes it.
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { FormField } from '../../core/examples/example-form.ts';
import { mediaTypeOf } from '../../core/media-type.ts';
import type { InputHints } from './file-question.ts';
import { readGivenFile } from './file-question.ts';
import type { ModelQuestion } from './model-question.ts';

/**
 * Reads what somebody typed for a field: `name=value`, `name=@path`.
 *
 * @throws {TrussError} `USAGE`
 */
export function readField(typed: string): FormField {
  const equals = typed.indexOf('=');
  if (equals < 1) {
    const message = `${JSON.stringify(typed)} is no field of a form.`;
    throw new TrussError('USAGE', { message, hint: 'Give it as -F name=value, or as -F name=@photo.jpg for a file.' });
  }
  return toField(typed.slice(0, equals), typed.slice(equals + 1));
}

/** A field, of a value in which `@` begins the path of a file. */
export function toField(name: string, value: string): FormField {
  return value.startsWith('@') ? { name, file: value.slice(1) } : { name, text: value };
}

/**
 * A form with these fields. A name may come several times.
 *
 * @throws {TrussError} `INPUT_INVALID` where a file cannot be read.
 */
export async function formQuestion(fields: readonly FormField[], hints: InputHints): Promise<ModelQuestion> {
  const boundary = randomBytes(16).toString('hex');
  const parts: Uint8Array[] = [];
  for (const field of fields) {
    parts.push(Buffer.from(`--${boundary}\r\n${headOf(field)}\r\n\r\n`));
    parts.push('file' in field ? await readGivenFile(field.file, hints) : Buffer.from(field.text), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { bytes: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

function headOf(field: FormField): string {
  const head = `Content-Disposition: form-data; name="${quoted(field.name)}"`;
  if ('text' in field) return head;
  return `${head}; filename="${quoted(basename(field.file))}"\r\nContent-Type: ${typeOf(field.file)}`;
}

/** A file whose name says nothing is bytes, not JSON. */
function typeOf(file: string): string {
  const type = mediaTypeOf(file);
  return type === 'application/json' && !file.endsWith('.json') ? 'application/octet-stream' : type;
}

/** https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

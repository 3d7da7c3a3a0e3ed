import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { ExampleForm } from '../../core/examples/example-form.ts';
import type { Example } from '../../core/examples/examples.ts';
import { exactJson } from '../../core/json/exact-json.ts';
import { mediaTypeOf } from '../../core/media-type.ts';
import type { JsonSchema } from '../../core/schema/json-schema.ts';
import type { EncodedBytes, FormValue, SchemaExample } from '../../core/schema/model-schema.ts';
import type { ShownExample } from '../../core/schema/model-source.ts';

/** What a page still sends and shows at once. */
const MAX_FILE_BYTES = 2 ** 20;

/** All files of a truss: they are held as long as it is served. */
const MAX_BYTES = 2 ** 23;

/** Examples as the schema of a model shows them, their numbers as they were written: small files are in it, of large ones there is the name alone. */
export async function showExamples(directory: string, examples: readonly Example[]): Promise<readonly ShownExample[]> {
  let room = MAX_BYTES;
  const shown: ShownExample[] = [];
  for (const example of examples) {
    const { name, method } = example;
    const file = example.inputFile === null ? null : join(directory, example.inputFile);
    const bytes = file === null ? null : await readSmall(file, Math.min(room, MAX_FILE_BYTES));
    room -= bytes?.length ?? 0;
    const takes = takenType(example);
    const input = 'body' in example ? exactJson(example.body) : bytes === null ? undefined : toInput(bytes, takes);
    const output = example.output === null ? undefined : exactJson(example.output);
    const form = example.form === null ? null : await showForm(directory, example.form, room);
    room -= form?.bytes ?? 0;
    shown.push({
      name,
      method,
      takes,
      gives: givenType(example),
      ...(example.form !== null && { formSchema: formSchema(example.form) }),
      ...(form !== null && { form: form.fields }),
      ...(input === undefined ? {} : { input }),
      ...(output === undefined ? {} : { output }),
    });
  }
  return shown;
}

function takenType(example: Example): string {
  if (example.form !== null) return 'multipart/form-data';
  return example.inputFile === null ? 'application/json' : mediaTypeOf(example.inputFile);
}

/** The fields that a form has; one that comes several times is a list. */
function formSchema(form: ExampleForm): JsonSchema {
  const one = (item: unknown): JsonSchema => {
    return typeof item === 'string' ? { type: 'string', examples: [item] } : { type: 'string', format: 'binary' };
  };
  const properties = Object.entries(form).map(([name, value]) => {
    return [name, Array.isArray(value) ? { type: 'array', items: one(value[0]) } : one(value)] as const;
  });
  return { type: 'object', properties: Object.fromEntries(properties), 'x-truss-inferred': 'examples' };
}

/** The fields of a form with what is in its files; null where one is large, or cannot be read. */
async function showForm(
  directory: string,
  form: ExampleForm,
  room: number,
): Promise<{ readonly fields: NonNullable<SchemaExample['form']>; readonly bytes: number } | null> {
  let used = 0;
  const fields: Record<string, FormValue | FormValue[]> = {};
  for (const [name, given] of Object.entries(form)) {
    const values: FormValue[] = [];
    for (const item of [given].flat()) {
      if (typeof item === 'string') {
        values.push(item);
        continue;
      }
      const bytes = await readSmall(join(directory, item.file), Math.min(room - used, MAX_FILE_BYTES));
      if (bytes === null) return null;
      used += bytes.length;
      values.push({
        name: basename(item.file),
        content_type: mediaTypeOf(item.file),
        base64: bytes.toString('base64'),
      });
    }
    const [only = '', ...more] = values;
    fields[name] = more.length === 0 && !Array.isArray(given) ? only : values;
  }
  return { fields, bytes: used };
}

function givenType({ output, outputFile }: Example): string | null {
  if (outputFile !== null) return mediaTypeOf(outputFile);
  return output === null ? null : 'application/json';
}

/** A file with JSON in it is the request itself; undefined where it should be and is not. */
function toInput(bytes: Buffer, type: string): unknown {
  if (type !== 'application/json') {
    return { content_type: type, base64: bytes.toString('base64') } satisfies EncodedBytes;
  }
  try {
    return exactJson(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Null where it is larger, or cannot be read: nothing but the schema needs it. */
async function readSmall(path: string, maxBytes: number): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    return size <= maxBytes ? await readFile(path) : null;
  } catch {
    return null;
  }
}

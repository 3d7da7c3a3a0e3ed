import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ExampleForm } from '../../core/examples/example-form.ts';
import type { Example } from '../../core/examples/examples.ts';
import { mediaTypeOf } from '../../core/media-type.ts';
import type { JsonSchema } from '../../core/schema/json-schema.ts';
import type { EncodedBytes } from '../../core/schema/model-schema.ts';
import type { ShownExample } from '../../core/schema/model-source.ts';

/** What a page still sends and shows at once. */
const MAX_FILE_BYTES = 2 ** 20;

/** All files of a truss: they are held as long as it is served. */
const MAX_BYTES = 2 ** 23;

/** Examples as the schema of a model shows them: small files are in it, of large ones and of forms there is the name alone. */
export async function showExamples(directory: string, examples: readonly Example[]): Promise<readonly ShownExample[]> {
  let room = MAX_BYTES;
  const shown: ShownExample[] = [];
  for (const example of examples) {
    const { name, method } = example;
    const file = example.inputFile === null ? null : join(directory, example.inputFile);
    const bytes = file === null ? null : await readSmall(file, Math.min(room, MAX_FILE_BYTES));
    room -= bytes?.length ?? 0;
    const takes = takenType(example);
    const input = 'body' in example ? example.input : bytes === null ? undefined : toInput(bytes, takes);
    const output = example.output === null ? undefined : (JSON.parse(example.output) as unknown);
    shown.push({
      name,
      method,
      takes,
      gives: givenType(example),
      ...(example.form !== null && { form: formSchema(example.form) }),
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
    return JSON.parse(bytes.toString('utf8')) as unknown;
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

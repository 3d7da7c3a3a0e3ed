// A body to begin with, where nobody has given an example.
import type { MethodSchema } from '../../core/schema/model-schema.ts';
import { toNumber } from '../json/exact-json.ts';
import type { Schema } from './schema.ts';
import { boundsOf, choicesOf, itemsOf, propertiesOf, requiredOf, resolve, shapeOf } from './schema.ts';

/** What people first ask methods that have a protocol of their own. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  chat: { messages: [{ role: 'user', content: '' }] },
  completion: { prompt: '' },
  embedding: { input: [''] },
  rerank: { query: '', documents: ['', ''] },
  moderation: { input: '' },
  image: { prompt: '' },
  audio: { input: '', voice: 'alloy' },
};

/** A body for a method: as its schema says, else as its kind has it. */
export function sampleOf({ name, kind, input_schema: schema }: MethodSchema): unknown {
  // What a schema says that was made of the protocol alone is less than what people ask.
  const isOwn = schema !== null && schema['x-truss-inferred'] !== 'protocol';
  if (isOwn) return sampleFor(schema, schema);
  if (name === 'responses') return { input: '' };
  if (name === 'messages') return { max_tokens: 256, messages: [{ role: 'user', content: '' }] };
  return SAMPLES[kind] ?? (schema === null ? { inputs: [] } : sampleFor(schema, schema));
}

/** A value that a schema describes. */
export function sampleFor(given: unknown, root: Schema, depth = 0): unknown {
  const schema = resolve(given, root);
  const { default: fallback, examples } = schema;
  if (fallback !== undefined) return fallback;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  const choices = choicesOf(schema);
  if (choices !== null) return choices.values[0];
  // A schema may contain itself.
  if (depth > MAX_DEPTH) return null;
  switch (shapeOf(schema)) {
    case 'object':
      return Object.fromEntries(
        Object.entries(propertiesOf(schema))
          .filter(([name]) => requiredOf(schema).length === 0 || requiredOf(schema).includes(name))
          .map(([name, property]) => [name, sampleFor(property, root, depth + 1)]),
      );
    case 'array':
      return sampleItems(schema, root, depth);
    case 'number':
    case 'integer':
      return sampleNumber(schema);
    case 'boolean':
      return false;
    case 'string':
    case 'any':
      return '';
    case 'null':
    default:
      return null;
  }
}

const MAX_DEPTH = 6;
const MAX_ITEMS = 64;

function sampleItems(schema: Schema, root: Schema, depth: number): unknown[] {
  const prefix = schema['prefixItems'];
  const count = Array.isArray(prefix) ? prefix.length : Math.min(MAX_ITEMS, toNumber(schema['minItems']) ?? 1);
  return Array.from({ length: Math.max(1, count) }, (_, index) =>
    sampleFor(itemsOf(schema, root, index), root, depth + 1),
  );
}

function sampleNumber(schema: Schema): number {
  const { min, max, seen } = boundsOf(schema);
  const middle = seen === null ? (min ?? Math.min(0, max ?? 0)) : (seen[0] + seen[1]) / 2;
  return shapeOf(schema) === 'integer' ? Math.round(middle) : Number(middle.toPrecision(3));
}

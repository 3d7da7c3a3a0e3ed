import type { Bodies, NamedSchema, OperationDescription } from '../../../core/openapi/document.ts';
import type { PathMethod } from '../../../core/protocols/method-paths.ts';
import { describeMethod as describeSchemas } from '../../../core/schema/describe-method.ts';
import type { JsonSchema } from '../../../core/schema/json-schema.ts';
import { toSchema } from '../../../core/schema/json-schema.ts';
import type { MethodSchema } from '../../../core/schema/model-schema.ts';
import type { MethodDescription } from '../../backends/backend.ts';
import { isStreaming } from '../../backends/backend.ts';
import type { Entry } from '../../service/entry.ts';
import { modelSource } from '../../service/model-source.ts';

/** The shape of OpenAI's errors; Anthropic's has a `type` beside. */
const FAILURE: NamedSchema = {
  name: 'OpenAiFailure',
  schema: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: { message: { type: 'string' }, type: { type: 'string' } },
        required: ['message', 'type'],
      },
    },
    required: ['error'],
  },
};

/** What the description of the API says of a method's route; null where no model has the method. */
export function describeMethod(entries: readonly Entry[], method: PathMethod): OperationDescription | null {
  const having = entries.flatMap((entry) => {
    const known = entry.capabilities?.methods[method];
    if (known === undefined) return [];
    return [{ name: entry.name, known, schema: describeSchemas(modelSource(entry), method) }];
  });
  const [first, ...others] = having;
  if (first === undefined) return null;
  const description = others.length === 0 ? first.known.description : describeAll(having);
  const events = { 'text/event-stream': { schema: { type: 'string' } } };
  const whole = { 'application/json': { schema: anyOf(having.map(({ schema }) => toSchema(schema.output_schema))) } };
  return {
    summary: `The model's ${method}`,
    ...(description !== null && { description }),
    takes: { [TAKEN[method] ?? 'application/json']: { schema: inputSchema(entries.length, having) } },
    // A method that is no generator itself may give one back, where the request says `stream`.
    gives: having.every(({ known }) => isStreaming(known)) ? events : { ...whole, ...events, ...GIVEN[method] },
    failure: FAILURE,
  };
}

interface Having {
  readonly name: string;
  readonly known: MethodDescription;
  readonly schema: MethodSchema;
}

/** Media types other than JSON that OpenAI's clients send. */
const TAKEN: Readonly<Partial<Record<PathMethod, string>>> = {
  audio_transcriptions: 'multipart/form-data',
  audio_translations: 'multipart/form-data',
};

/** What a method gives beside JSON. */
const GIVEN: Readonly<Partial<Record<PathMethod, Bodies>>> = { audio_speech: { '*/*': { schema: {} } } };

/** With several models on the server, the body has to say which is meant; what else it has is that one's to say. */
function inputSchema(served: number, having: readonly Having[]): JsonSchema {
  if (served === 1) return anyOf(having.map(({ schema }) => toSchema(schema.input_schema)));
  return anyOf(having.map(({ name, schema }) => withModel(toSchema(schema.input_schema), name)));
}

/** A request that names its model. As one object where it can be said so: generators of clients do not put two together. */
function withModel(schema: JsonSchema, name: string): JsonSchema {
  const model = { const: name };
  const named = { type: 'object', properties: { model }, required: ['model'] };
  if (Object.keys(schema).length === 0) return named;
  const { type, properties, required } = schema;
  if (type !== 'object' || 'allOf' in schema) return { allOf: [schema, named] };
  const needed = Array.isArray(required) ? required.filter((member) => member !== 'model') : [];
  return { ...schema, properties: { ...toSchema(properties), model }, required: [...needed, 'model'] };
}

function anyOf(schemas: readonly JsonSchema[]): JsonSchema {
  const [only, ...others] = schemas;
  if (only === undefined || others.length === 0) return only ?? {};
  return { anyOf: schemas };
}

function describeAll(having: readonly Having[]): string | null {
  const told = having.flatMap(({ name, known }) =>
    known.description === null ? [] : [`${name}: ${known.description}`],
  );
  return told.length === 0 ? null : told.join('\n\n');
}

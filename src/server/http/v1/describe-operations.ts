// What the description of the API says of V1's routes.
import type { Bodies, OperationDescription } from '../../../core/openapi/document.ts';
import { describeMethod } from '../../../core/schema/describe-method.ts';
import { DIALECT, toSchema } from '../../../core/schema/json-schema.ts';
import { canStream } from '../../backends/backend.ts';
import type { Entry } from '../../service/entry.ts';
import { modelSource } from '../../service/model-source.ts';
import { PLAIN_FAILURE } from '../answer/error-shape.ts';
import { describeGet } from '../exchange/describe-get.ts';

export const ALIVE = describeGet('Whether the server lives', {
  type: 'object',
  properties: { status: { const: 'alive' } },
  required: ['status'],
});

export const MODEL_LIST = describeGet('The names of the models', {
  type: 'object',
  properties: {
    models: { type: 'array', items: { type: 'string' } },
    object: { const: 'list' },
    data: {
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'string' }, object: { const: 'model' } }, required: ['id'] },
    },
  },
  required: ['models', 'object', 'data'],
});

/** `GET /v1/models/{name}`, and the same without asking the model itself. */
export const READINESS = describeGet('Whether the model takes requests', {
  type: 'object',
  properties: { name: { type: 'string' }, version: { type: 'string' }, ready: { const: true } },
  required: ['name', 'version', 'ready'],
});

/** `GET /v1/models/{name}/schema`. */
export const SCHEMA = describeGet('What the model is, and what goes into it and comes out', {
  type: 'object',
  properties: {
    $schema: { const: DIALECT },
    name: { type: 'string' },
    version: { type: 'string' },
    description: { type: ['string', 'null'] },
    input_schema: { type: ['object', 'null'] },
    output_schema: { type: ['object', 'null'] },
    supports_streaming: { type: 'boolean' },
    methods: { type: 'array', items: { type: 'object' } },
    examples: { type: 'array', items: { type: 'object' } },
  },
  required: ['name', 'version', 'input_schema', 'output_schema', 'supports_streaming', 'methods', 'examples'],
});

/** `POST /v1/models/{name}:predict`, with what is known of it. */
export function describePredict(entry: Entry): OperationDescription {
  const { capabilities, facts } = entry;
  const known = capabilities?.methods['predict'];
  const { input_schema: input, output_schema: output } = describeMethod(modelSource(entry), 'predict');
  const description = known?.description ?? facts.description;
  const examples = Object.fromEntries(facts.examples.map((example) => [example.name, example.input]));
  return {
    summary: 'A prediction',
    ...(description !== null && { description }),
    takes: bodiesTaken(input, examples),
    gives: { ...bodiesGiven(output), ...(canStream(known) && STREAMS) },
    failure: PLAIN_FAILURE,
  };
}

/** A model that does not say what it takes may take whatever a body can be. */
function bodiesTaken(input: unknown, examples: Readonly<Record<string, unknown>>): Bodies {
  if (isBinary(input)) return ANY_BYTES;
  const json = { 'application/json': { schema: toSchema(input), examples } };
  return input === null || input === undefined ? { ...json, ...FORM, ...TEXT, ...ANY_BYTES } : json;
}

function bodiesGiven(output: unknown): Bodies {
  if (isBinary(output)) return { ...BYTES, ...ANY_BYTES };
  const json = { 'application/json': { schema: toSchema(output) } };
  return output === null || output === undefined ? { ...json, ...TEXT, ...BYTES, ...ANY_BYTES } : json;
}

/** What the annotation `bytes` says. */
function isBinary(schema: unknown): boolean {
  return toSchema(schema)['format'] === 'binary';
}

const FORM: Bodies = { 'multipart/form-data': { schema: { type: 'object', additionalProperties: true } } };
const TEXT: Bodies = { 'text/plain': { schema: { type: 'string' } } };

/** Bytes of which a model says no more. */
const BYTES: Bodies = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };

/** An image, a sound: whatever its media type is. */
const ANY_BYTES: Bodies = { '*/*': { schema: {} } };

/** How a stream is framed depends on its items and on what the client accepts. */
const STREAMS: Bodies = {
  'text/plain': { schema: { type: 'string' } },
  'application/octet-stream': { schema: {} },
  'application/x-ndjson': { schema: {} },
  'text/event-stream': { schema: { type: 'string' } },
  'application/json': { schema: {} },
};

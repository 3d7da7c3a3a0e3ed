// What the description of the API says of V1's routes.
import type { Bodies, OperationDescription } from '../../../core/openapi/document.ts';
import type { JsonSchema } from '../../../core/openapi/lift-definitions.ts';
import { toSchema } from '../../../core/openapi/lift-definitions.ts';
import { signatureInputSchema, signatureOutputSchema } from '../../../core/openapi/signature-schema.ts';
import { isStreaming } from '../../backends/backend.ts';
import type { Entry } from '../../service/entry.ts';
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

/** `GET /v1/models/{name}/schema`, where the model has one. */
export function describeSchema({ capabilities, signature }: Entry): OperationDescription | null {
  const hasSchema =
    capabilities !== null && (signature ?? capabilities.inputSchema ?? capabilities.outputSchema) !== null;
  return hasSchema ? SCHEMA : null;
}

const SCHEMA = describeGet('What goes into the model and comes out', {
  type: 'object',
  properties: { input_schema: {}, output_schema: {}, supports_streaming: { type: 'boolean' } },
  required: ['input_schema', 'output_schema', 'supports_streaming'],
});

/** `POST /v1/models/{name}:predict`, with what the model's annotations say, or else its signature. */
export function describePredict({ capabilities, facts, signature }: Entry): OperationDescription {
  const method = capabilities?.methods['predict'];
  const input = capabilities?.inputSchema ?? (signature && signatureInputSchema(signature)) ?? ANYTHING;
  const output = capabilities?.outputSchema ?? (signature && signatureOutputSchema(signature)) ?? ANYTHING;
  const description = method?.description ?? facts.description;
  const examples = Object.fromEntries(facts.examples.map((example) => [example.name, example.input]));
  return {
    summary: 'A prediction',
    ...(description !== null && { description }),
    takes: { 'application/json': { schema: toSchema(input), examples } },
    gives: isStreaming(method) ? STREAMS : { 'application/json': { schema: toSchema(output) } },
    failure: PLAIN_FAILURE,
  };
}

const ANYTHING: JsonSchema = {};

/** How a stream is framed depends on its items and on what the client accepts. */
const STREAMS: Bodies = {
  'text/plain': { schema: { type: 'string' } },
  'application/octet-stream': { schema: {} },
  'application/x-ndjson': { schema: {} },
  'text/event-stream': { schema: { type: 'string' } },
  'application/json': { schema: {} },
};

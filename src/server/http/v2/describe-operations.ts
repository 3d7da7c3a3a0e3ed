// What the description of the API says of V2's routes.
import type { OperationDescription } from '../../../core/openapi/document.ts';
import { inferenceSchema, SENT_TENSOR } from '../../../core/openapi/inference-schema.ts';
import type { JsonSchema } from '../../../core/schema/json-schema.ts';
import type { Entry } from '../../service/entry.ts';
import { PLAIN_FAILURE } from '../answer/error-shape.ts';
import { describeGet } from '../exchange/describe-get.ts';

const TEXT: JsonSchema = { type: 'string' };
const COUNT: JsonSchema = { type: 'integer', minimum: 0 };

/** An object of exactly these members, all of them there. */
function object(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

function list(items: JsonSchema): JsonSchema {
  return { type: 'array', items };
}

const TENSOR_MEMBERS = { name: TEXT, datatype: TEXT, shape: list({ type: 'integer' }) };
const TENSOR = object(TENSOR_MEMBERS);
const CONFIG_TENSOR = object({ name: TEXT, data_type: TEXT, dims: list({ type: 'integer' }) });
const STATISTIC = object({ count: COUNT, ns: COUNT });

export const SERVER_METADATA = describeGet(
  'The server and its extensions',
  object({ name: TEXT, version: TEXT, extensions: list(TEXT) }),
);

export const LIVE = describeGet('Whether the server lives', object({ live: { const: true } }));

export const SERVER_READY = describeGet('Whether every model takes requests', object({ ready: { const: true } }));

export const MODEL_NAMES = describeGet('The names of the models', object({ models: list(TEXT) }));

export const MODEL_METADATA = describeGet(
  'The inputs and outputs of the model',
  object({ name: TEXT, versions: list(TEXT), platform: TEXT, inputs: list(TENSOR), outputs: list(TENSOR) }),
);

export const MODEL_READY = describeGet(
  'Whether the model takes requests',
  object({ name: TEXT, ready: { const: true } }),
);

export const MODEL_CONFIG = describeGet(
  "The model in the words of Triton's configuration",
  object({
    name: TEXT,
    platform: TEXT,
    backend: TEXT,
    max_batch_size: COUNT,
    input: list(CONFIG_TENSOR),
    output: list(CONFIG_TENSOR),
  }),
);

export const STATISTICS = describeGet(
  'What became of requests since the server started',
  object({
    model_stats: list(
      object({
        name: TEXT,
        version: TEXT,
        inference_count: COUNT,
        execution_count: COUNT,
        inference_stats: object({ success: STATISTIC, fail: STATISTIC, queue: STATISTIC, compute_infer: STATISTIC }),
      }),
    ),
  }),
);

/** `POST /v2/models/{name}/infer`. */
export function describeInference({ signature }: Entry): OperationDescription {
  return {
    summary: 'An inference of the Open Inference Protocol',
    takes: { 'application/json': { schema: inferenceSchema(signature) } },
    gives: {
      'application/json': {
        schema: object({ model_name: TEXT, model_version: TEXT, id: TEXT, outputs: list(SENT_TENSOR) }),
      },
      'application/octet-stream': { schema: {} },
    },
    failure: PLAIN_FAILURE,
  };
}

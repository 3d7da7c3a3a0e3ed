// The request of the Open Inference Protocol as JSON Schema.
import { DATATYPE_NAMES } from '../protocols/datatypes.ts';
import type { Signature } from '../protocols/signature.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { parametersSchema } from '../schema/signature-schema.ts';

type Tensor = Signature['inputs'][number];

/** Members that may be left out may be null, too: clients of some languages send them so. */
const PARAMETERS: JsonSchema = { type: ['object', 'null'] };

/** The bounds are the worker's. */
const NAME: JsonSchema = { type: 'string', minLength: 1, maxLength: 1024 };
const MAX_DIMENSIONS = 32;
const MAX_TENSORS = 4096;

const LENGTH: JsonSchema = { type: 'integer', minimum: 0 };

/** A tensor as it is sent in JSON, whichever it is. */
export const SENT_TENSOR: JsonSchema = sentTensor({
  name: NAME,
  datatype: { enum: DATATYPE_NAMES },
  shape: { type: 'array', items: LENGTH, maxItems: MAX_DIMENSIONS },
});

/** The schema of a request; of a model that declares its inputs, with each of them. Raw tensors may follow, which no schema can say. */
export function inferenceSchema(signature: Signature | null): JsonSchema {
  const declared = signature?.inputs ?? [];
  const needed = declared.filter(({ optional = false }) => !optional);
  const named = { type: 'object', properties: { name: NAME, parameters: PARAMETERS }, required: ['name'] };
  return {
    type: 'object',
    properties: {
      id: { type: ['string', 'null'], maxLength: 1024 },
      parameters: requestParameters(signature?.parameters ?? []),
      inputs: declared.length === 0 ? listOf(SENT_TENSOR) : { ...listOf(oneOf(declared)), minItems: needed.length },
      outputs: { type: ['array', 'null'], items: named, maxItems: MAX_TENSORS },
    },
    required: ['inputs'],
  };
}

/** What the model lets a request choose, beside what belongs to the protocol. */
function requestParameters(parameters: NonNullable<Signature['parameters']>): JsonSchema {
  return parameters.length === 0 ? PARAMETERS : { ...parametersSchema(parameters), ...PARAMETERS };
}

/** One of the declared tensors, or another: a model may take more than it needs. */
function oneOf(declared: readonly Tensor[]): JsonSchema {
  const names = declared.filter(({ optional = false }) => !optional).map(({ name }) => name);
  const description = `All of these are needed: ${names.join(', ')}.`;
  return { description, anyOf: [...declared.map(declaredTensor), SENT_TENSOR] };
}

function declaredTensor({ name, datatype, shape }: Tensor): JsonSchema {
  const lengths = shape.map((length) => (length === -1 ? LENGTH : { const: length }));
  const rank = { minItems: shape.length, maxItems: shape.length };
  return sentTensor({
    name: { const: name },
    datatype: { const: datatype },
    // Of no lengths at all there is no list of prefixes.
    shape: { type: 'array', ...(lengths.length > 0 && { prefixItems: lengths }), items: LENGTH, ...rank },
  });
}

function sentTensor(members: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const properties = { ...members, parameters: PARAMETERS, data: {} };
  return { type: 'object', properties, required: Object.keys(members) };
}

function listOf(items: JsonSchema): JsonSchema {
  return { type: 'array', items, maxItems: MAX_TENSORS };
}

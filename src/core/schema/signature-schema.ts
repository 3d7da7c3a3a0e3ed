import type { Config } from '../config/config.ts';
import type { JsonSchema } from './json-schema.ts';

type Signature = NonNullable<Config['signature']>;
type Tensor = Signature['inputs'][number];
type Output = Signature['outputs'][number];
type AnyTensor = Pick<Tensor, 'datatype' | 'shape'> & Partial<Tensor>;
type Parameter = NonNullable<Signature['parameters']>[number];
type Known = Partial<Pick<Tensor, 'minimum' | 'maximum' | 'categories'>>;

/** The schema of a request to a model that has a signature and no annotations, such as those that mk_truss makes. */
export function signatureInputSchema({ inputs, parameters = [] }: Signature): JsonSchema {
  const rows = inputs.length === 0 ? {} : { anyOf: tableSchemas(inputs) };
  // Models of before read the one or the other: both are the same.
  const properties = {
    inputs: rows,
    instances: { ...rows, 'x-truss-alias-of': 'inputs' },
    ...(parameters.length > 0 && { parameters: parametersSchema(parameters) }),
  };
  return { type: 'object', properties, anyOf: [{ required: ['inputs'] }, { required: ['instances'] }] };
}

/** The schema of what a request may choose for all of its rows. Whether others are refused is the model's to say. */
export function parametersSchema(parameters: readonly Parameter[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((each) => [each.name, parameterSchema(each)])),
  };
}

function parameterSchema({ datatype, shape, default: usual }: Parameter): JsonSchema {
  const schema = datatype === undefined ? {} : nested({ type: elementType(datatype) }, { shape });
  return { ...schema, ...(usual !== undefined && { default: usual }) };
}

/** The forms in which a table may be sent as `inputs`: rows, records, columns; of other tensors the tensor itself. */
function tableSchemas(inputs: readonly Tensor[]): readonly JsonSchema[] {
  const [first, ...others] = inputs;
  if (first === undefined) return [];
  if (others.length === 0 && first.name === 'inputs') {
    const rows = { ...tensorSchema(first), ...atLeastOne(first) };
    return first.shape.length > 2 || first.shape[0] !== -1 ? [rows] : [rows, RECORDS, COLUMNS];
  }
  const required = inputs.filter(({ optional = false }) => !optional).map(({ name }) => name);
  const values = inputs.map((tensor) => [tensor.name, tensorSchema({ ...tensor, shape: tensor.shape.slice(1) })]);
  const record = { type: 'object', properties: Object.fromEntries(values), required };
  const columns = inputs.map((tensor) => [tensor.name, tensorSchema(tensor)]);
  return [
    { type: 'array', items: record, minItems: 1 },
    { type: 'object', properties: Object.fromEntries(columns), required },
    { type: 'array', items: { type: 'array' }, minItems: 1 },
  ];
}

/** Of a model that goes by the order of its columns. */
const RECORDS: JsonSchema = { type: 'array', items: { type: 'object', additionalProperties: true }, minItems: 1 };
const COLUMNS: JsonSchema = { type: 'object', additionalProperties: true };

/** Nearly no model answers to no row. */
function atLeastOne({ shape }: Tensor): JsonSchema {
  return shape[0] === -1 ? { minItems: 1 } : {};
}

/** The schema of an answer of such a model: each output a member. */
export function signatureOutputSchema({ outputs }: Signature): JsonSchema {
  const properties = Object.fromEntries(outputs.map((tensor) => [tensor.name, outputSchema(tensor)]));
  return { type: 'object', properties, required: outputs.map(({ name }) => name) };
}

/** Where the classes are known, a prediction is one of them, and a row of probabilities says which is whose. */
function outputSchema({ classes, ...tensor }: Output): JsonSchema {
  if (classes === undefined) return tensorSchema(tensor);
  const known = { 'x-truss-classes': classes };
  if (tensor.shape.length === 1 || tensor.shape.at(-1) === 1) return { ...nested({ enum: classes }, tensor), ...known };
  const order = `In the order of the classes ${classes.map((each) => JSON.stringify(each)).join(', ')}.`;
  return { ...tensorSchema(tensor), description: order, ...known };
}

/** What training knew of a column, for people: it binds nobody. */
function knownOf({ minimum, maximum, categories }: Known): JsonSchema {
  const seen = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  return {
    ...(Object.keys(seen).length > 0 && { 'x-truss-seen': seen }),
    ...(categories !== undefined && { 'x-truss-categories': categories }),
  };
}

/** Nested lists, one for each dimension. NaN and the infinities are null in JSON. */
function tensorSchema({ datatype, shape, columns, content_type: type, ...known }: AnyTensor): JsonSchema {
  return nested(type === 'json' ? {} : { type: elementType(datatype), ...knownOf(known) }, {
    shape,
    ...(columns !== undefined && { columns }),
  });
}

function nested(value: JsonSchema, { shape, columns }: Pick<Tensor, 'shape' | 'columns'>): JsonSchema {
  let schema = value;
  for (const [index, length] of shape.toReversed().entries()) {
    // The values of a row, each a column.
    const each = index === 0 && columns !== undefined ? { 'x-truss-columns': columns.map(columnOf) } : {};
    schema = { type: 'array', items: schema, ...(length >= 0 && { minItems: length, maxItems: length }), ...each };
  }
  return schema;
}

function columnOf({ name, ...known }: NonNullable<Tensor['columns']>[number]): JsonSchema {
  return { ...(name !== undefined && { title: name }), ...knownOf(known) };
}

function elementType(datatype: Tensor['datatype']): string | string[] {
  if (datatype === 'BOOL') return 'boolean';
  if (datatype === 'BYTES') return 'string';
  return datatype.startsWith('FP') || datatype === 'BF16' ? ['number', 'null'] : 'integer';
}

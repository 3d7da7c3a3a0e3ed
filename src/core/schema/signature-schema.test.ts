// What the fields of a signature become in the schema, and in V2's metadata.
import { expect, test } from 'vitest';

import { parseConfig } from '../config/parse-config.ts';
import { inferenceSchema } from '../openapi/inference-schema.ts';
import { modelMetadata } from '../protocols/model-metadata.ts';
import type { Signature } from '../protocols/signature.ts';
import { signatureInputSchema, signatureOutputSchema } from './signature-schema.ts';

const TEXT = `
signature:
  inputs:
    - {name: age, datatype: FP64, shape: [-1], minimum: 18, maximum: 80}
    - {name: city, datatype: BYTES, shape: [-1], categories: [a, b]}
  outputs:
    - {name: predictions, datatype: BYTES, shape: [-1], classes: [no, maybe]}
`;

const ROWS = `
signature:
  inputs:
    - {name: inputs, datatype: FP64, shape: [-1, 2], columns: [{name: age, minimum: 1, maximum: 2}, {categories: [0, 1]}]}
`;

function signatureOf(text: string): Signature {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  expect(issues).toEqual([]);
  return config!.signature!;
}

test('what training has shown of a column is told, and binds nobody', () => {
  const { properties } = signatureInputSchema(signatureOf(TEXT)) as { properties: { inputs: { anyOf: unknown[] } } };
  const [records] = properties.inputs.anyOf;
  expect(records).toMatchObject({
    items: {
      properties: {
        age: { type: ['number', 'null'], 'x-truss-seen': { minimum: 18, maximum: 80 } },
        city: { type: 'string', 'x-truss-categories': ['a', 'b'] },
      },
    },
  });
  expect(JSON.stringify(records)).not.toContain('"enum"');
});

test('rows without names have columns', () => {
  const { properties } = signatureInputSchema(signatureOf(ROWS)) as { properties: { inputs: { anyOf: unknown[] } } };
  expect(properties.inputs.anyOf[0]).toMatchObject({
    items: {
      'x-truss-columns': [
        { title: 'age', 'x-truss-seen': { minimum: 1, maximum: 2 } },
        { 'x-truss-categories': [0, 1] },
      ],
    },
  });
});

test('classes are told as such, beside the values that a prediction can have', () => {
  expect(signatureOutputSchema(signatureOf(TEXT))).toMatchObject({
    properties: { predictions: { items: { enum: [false, 'maybe'] }, 'x-truss-classes': [false, 'maybe'] } },
    required: ['predictions'],
  });
});

const CHOSEN = `
signature:
  inputs:
    - {name: note, datatype: BYTES, shape: [-1], content_type: json, optional: true}
    - {name: age, datatype: FP64, shape: [-1]}
  parameters:
    - {name: factor, datatype: FP64, default: 2.5}
    - {name: flags, datatype: INT64, shape: [-1], default: [1]}
    - {name: anything}
`;

test('what a request may choose for all of its rows is told with its type and what is taken without', () => {
  const { properties } = signatureInputSchema(signatureOf(CHOSEN)) as { properties: Record<string, unknown> };
  expect(properties['parameters']).toEqual({
    type: 'object',
    properties: {
      factor: { type: ['number', 'null'], default: 2.5 },
      flags: { type: 'array', items: { type: 'integer' }, default: [1] },
      anything: {},
    },
  });
  expect(inferenceSchema(signatureOf(CHOSEN))).toMatchObject({
    properties: { parameters: { type: ['object', 'null'], properties: { factor: { default: 2.5 } } } },
  });
});

test('an input that may be left out is not required, and one of JSON may hold anything', () => {
  const { properties } = signatureInputSchema(signatureOf(CHOSEN)) as { properties: { inputs: { anyOf: unknown[] } } };
  expect(properties.inputs.anyOf[0]).toMatchObject({ items: { properties: { note: {} }, required: ['age'] } });
  expect(inferenceSchema(signatureOf(CHOSEN))).toMatchObject({ properties: { inputs: { minItems: 1 } } });
});

test("V2's metadata has them as parameters", () => {
  const told = (text: string): unknown => modelMetadata({ name: 'm', version: '1', signature: signatureOf(text) });
  expect(told(TEXT)).toMatchObject({
    inputs: [{ parameters: { minimum: 18, maximum: 80 } }, { parameters: { categories: ['a', 'b'] } }],
  });
  expect(told(ROWS)).toMatchObject({ inputs: [{ parameters: { columns: [{ name: 'age' }, {}] } }] });
});

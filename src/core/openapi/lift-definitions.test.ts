import { expect, test } from 'vitest';

import { liftDefinitions } from './lift-definitions.ts';
import type { JsonSchema } from './lift-definitions.ts';

test('definitions go to the document, and references follow them', () => {
  const definitions: Record<string, JsonSchema> = {};
  const schema = {
    $defs: { 'a b': { properties: { next: { $ref: '#/$defs/a b' } } }, 'x/y': { type: 'string' } },
    items: [{ $ref: '#/$defs/a%20b' }, { $ref: '#/$defs/x~1y' }],
  };
  expect(liftDefinitions(schema, { prefix: 'iris', definitions })).toEqual({
    items: [{ $ref: '#/components/schemas/iris_a_b' }, { $ref: '#/components/schemas/iris_x_y' }],
  });
  expect(definitions).toEqual({
    iris_a_b: { properties: { next: { $ref: '#/components/schemas/iris_a_b' } } },
    iris_x_y: { type: 'string' },
  });
});

test('a property that is called $ref is no reference', () => {
  const schema = { properties: { $ref: { type: 'string' } } };
  expect(liftDefinitions(schema, { prefix: 'iris', definitions: {} })).toEqual(schema);
});

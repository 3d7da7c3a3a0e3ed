import { expect, test } from 'vitest';

import type { JsonSchema } from '../schema/json-schema.ts';
import { liftDefinitions } from './lift-definitions.ts';

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

test("the references of a discriminator's mapping follow, and a property of that name is left alone", () => {
  const definitions: Record<string, JsonSchema> = {};
  const schema = {
    $defs: { Cat: { title: 'Cat', const: 'cat' } },
    oneOf: [{ $ref: '#/$defs/Cat' }],
    discriminator: { propertyName: 'kind', mapping: { cat: '#/$defs/Cat' } },
    properties: { discriminator: { type: 'string' } },
  };
  const placed = '#/components/schemas/pets_Cat';
  expect(liftDefinitions(schema, { prefix: 'pets', definitions })).toEqual({
    oneOf: [{ $ref: placed }],
    discriminator: { propertyName: 'kind', mapping: { cat: placed } },
    properties: { discriminator: { type: 'string' } },
  });
  // Without its title, by which generators would name it: another model may have a Cat.
  expect(definitions).toEqual({ pets_Cat: { const: 'cat' } });
});

test('two definitions of one name are both there, where they differ', () => {
  const definitions: Record<string, JsonSchema> = {};
  const lift = { prefix: 'shop', definitions };
  const order = (type: string): JsonSchema => ({
    $defs: { Order: { type } },
    title: 'Ask',
    items: { $ref: '#/$defs/Order' },
  });
  expect(liftDefinitions(order('object'), lift)).toEqual({ items: { $ref: '#/components/schemas/shop_Order' } });
  expect(liftDefinitions(order('object'), lift)).toEqual({ items: { $ref: '#/components/schemas/shop_Order' } });
  expect(liftDefinitions(order('array'), lift)).toEqual({ items: { $ref: '#/components/schemas/shop_Order_2' } });
  expect(definitions).toEqual({ shop_Order: { type: 'object' }, shop_Order_2: { type: 'array' } });
});

test('a schema inside has definitions of its own', () => {
  const definitions: Record<string, JsonSchema> = {};
  const one = (type: string): JsonSchema => ({ $defs: { Order: { type } }, $ref: '#/$defs/Order' });
  const lifted = liftDefinitions(
    { anyOf: [one('object'), { allOf: [one('array'), {}] }] },
    { prefix: 'server', definitions },
  );
  expect(lifted).toEqual({
    anyOf: [
      { $ref: '#/components/schemas/server_Order' },
      { allOf: [{ $ref: '#/components/schemas/server_Order_2' }, {}] },
    ],
  });
  expect(Object.keys(definitions)).toEqual(['server_Order', 'server_Order_2']);
});

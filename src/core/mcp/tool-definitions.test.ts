import { describe, expect, test } from 'vitest';

import type { JsonSchema } from '../schema/json-schema.ts';
import { strictSchema } from './strict-schema.ts';
import { toolDefinition } from './tool-definitions.ts';
import type { Tool } from './tool.ts';

const INPUT = {
  type: 'object',
  title: 'Ask',
  properties: {
    title: { type: 'string', title: 'Title', maxLength: 3 },
    many: { type: 'array', items: { type: 'integer' } },
  },
  required: ['title', 'many'],
};

const STRICT = {
  type: 'object',
  properties: { title: { type: 'string' }, many: { type: 'array', items: { type: 'integer' } } },
  required: ['title', 'many'],
  additionalProperties: false,
};

const TOOL: Tool = {
  name: 'a_predict',
  title: 'a',
  description: 'Does it.',
  inputSchema: INPUT,
  outputSchema: null,
  model: 'a',
  method: 'predict',
  path: '/v1/models/a:predict',
  body: { kind: 'json', member: null },
  media: {},
};

test('each API gets its own form', () => {
  const told = { name: 'a_predict', description: 'Does it.' };
  expect(toolDefinition(TOOL, 'openai')).toEqual({
    type: 'function',
    function: { ...told, parameters: STRICT, strict: true },
  });
  expect(toolDefinition(TOOL, 'openai-responses')).toEqual({
    type: 'function',
    ...told,
    parameters: STRICT,
    strict: true,
  });
  expect(toolDefinition(TOOL, 'anthropic')).toEqual({ ...told, input_schema: STRICT, strict: true });
  expect(toolDefinition(TOOL, 'mcp')).toEqual({ ...told, title: 'a', inputSchema: INPUT });
});

test('what cannot be strict is told as it is, and that it is not', () => {
  const open = { ...TOOL, inputSchema: { type: 'object' } };
  expect(toolDefinition(open, 'openai')).toMatchObject({ function: { parameters: { type: 'object' }, strict: false } });
  expect(toolDefinition(open, 'anthropic')).not.toHaveProperty('strict');
});

describe('strict is', () => {
  test.each<[string, JsonSchema]>([
    ['a union', { oneOf: [{ const: 1 }, { $ref: '#/$defs/A' }], $defs: { A: { enum: ['a'] } } }],
    [
      'a property that is called as a keyword is',
      { type: 'object', properties: { not: { type: 'null' } }, required: ['not'] },
    ],
  ])('%s', (_what, schema) => {
    expect(strictSchema(schema)).not.toBeNull();
  });

  test.each<[string, JsonSchema]>([
    ['a property that may be left out', { type: 'object', properties: { a: { type: 'string' } } }],
    ['properties of any name', { type: 'object', additionalProperties: { type: 'string' } }],
    ['properties beside', { ...INPUT, additionalProperties: true }],
    ['anything', { type: 'array', items: {} }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }],
    ['one inside that is not', { anyOf: [{ type: 'string' }, { type: 'object' }] }],
    ['a definition that is not', { ...INPUT, $defs: { A: { not: {} } } }],
  ])('not %s', (_what, schema) => {
    expect(strictSchema(schema)).toBeNull();
  });
});

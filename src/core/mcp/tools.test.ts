import { describe, expect, test } from 'vitest';

import type { JsonSchema } from '../schema/json-schema.ts';
import type { MethodSchema, ModelSchema } from '../schema/model-schema.ts';
import { toolsOf } from './tools.ts';

function method(differences: Partial<MethodSchema> = {}): MethodSchema {
  return {
    name: 'predict',
    path: '/v1/models/iris:predict',
    description: 'Says which iris it is.',
    kind: 'predict',
    takes: ['application/json'],
    gives: ['application/json'],
    streams: 'never',
    input_schema: null,
    output_schema: null,
    ...differences,
  };
}

function model(name: string, methods: readonly MethodSchema[], more: Partial<ModelSchema> = {}): ModelSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    name,
    version: '1',
    description: null,
    input_schema: null,
    output_schema: null,
    supports_streaming: false,
    methods,
    examples: [],
    ...more,
  };
}

/** The only tool of a model with this method. */
function toolFor(differences: Partial<MethodSchema>, more: Partial<ModelSchema> = {}): Record<string, unknown> {
  const [tool] = toolsOf([model('iris', [method(differences)], more)]).tools;
  return { ...tool };
}

test('every method that says what it is for is a tool, in the order of their names', () => {
  const chat = method({ name: 'chat_completions', path: '/v1/chat/completions', description: null });
  const { tools, others } = toolsOf([model('zoo', [method()]), model('a-b', [method({ description: null }), chat])]);
  expect(tools.map(({ name }) => name)).toEqual(['zoo_predict']);
  expect(others.map((other) => `${other.model} ${other.method}`)).toEqual(['a-b predict', 'a-b chat_completions']);
});

test('predict is described by its model, too, where it has no words of its own', () => {
  expect(toolFor({ description: null }, { description: 'Irises.' })).toMatchObject({ description: 'Irises.' });
});

test('what the model is for stands before what its method says', () => {
  expect(toolFor({ description: 'Answers rows.' }, { description: 'Irises.' })).toMatchObject({
    description: 'Irises. Answers rows.',
  });
  expect(toolFor({ description: 'Irises.' }, { description: 'Irises.' })).toMatchObject({ description: 'Irises.' });
});

test('no root has branches, which the APIs of language models refuse there', () => {
  const rows = { type: 'array', items: { type: 'number' } };
  const signature = {
    type: 'object',
    properties: { inputs: rows, instances: { ...rows, 'x-truss-alias-of': 'inputs' } },
    anyOf: [{ required: ['inputs'] }, { required: ['instances'] }],
  };
  expect(toolFor({ input_schema: signature })['inputSchema']).toEqual({
    type: 'object',
    properties: { inputs: rows },
    required: ['inputs'],
  });
  const either = {
    anyOf: [
      { type: 'object', properties: { a: rows } },
      { type: 'object', properties: { b: rows } },
    ],
  };
  expect(toolFor({ input_schema: either })).toMatchObject({
    inputSchema: { type: 'object', properties: { input: either }, required: ['input'] },
    body: { kind: 'json', member: 'input' },
  });
});

test('names are unlike each other, and short enough', () => {
  const long = 'a-very-long-name-'.repeat(6);
  const names = toolsOf(['a-b', 'a_b', `${long}1`, `${long}2`].map((name) => model(name, [method()]))).tools.map(
    (tool) => tool.name,
  );
  expect(new Set(names).size).toBe(4);
  for (const name of names) expect(name).toMatch(/^[a-z0-9_]{1,64}$/);
});

describe('what a tool takes is an object', () => {
  test.each<[string, JsonSchema, object]>([
    ['an object', { type: 'object', properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
    [
      'a reference to one',
      { $ref: '#/$defs/Node', $defs: { Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } } } },
      {
        type: 'object',
        properties: { next: { $ref: '#/$defs/Node' } },
        $defs: { Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' } } } },
      },
    ],
  ])('%s is the arguments', (_what, schema, expected) => {
    expect(toolFor({ input_schema: schema })).toMatchObject({
      inputSchema: expected,
      body: { kind: 'json', member: null },
    });
  });

  test('anything else is one of them', () => {
    const list = { type: 'array', items: { $ref: '#/$defs/Row' }, $defs: { Row: { type: 'number' } } };
    expect(toolFor({ input_schema: list })).toMatchObject({
      inputSchema: {
        type: 'object',
        properties: { input: { type: 'array', items: { $ref: '#/$defs/Row' } } },
        required: ['input'],
        $defs: { Row: { type: 'number' } },
      },
      body: { kind: 'json', member: 'input' },
    });
    expect(toolFor({ input_schema: { anyOf: [{ type: 'object' }, { type: 'null' }] } })).toMatchObject({
      body: { member: 'input' },
    });
  });

  test('of a method that does not say, the examples show it', () => {
    const examples = [{ name: 'one', method: 'predict', input: { inputs: [[1]] } }];
    expect(toolFor({}, { examples })).toMatchObject({ inputSchema: { type: 'object', examples: [{ inputs: [[1]] }] } });
  });

  test('a file is base64', () => {
    expect(toolFor({ takes: ['image/png', 'image/jpeg'] })).toMatchObject({
      inputSchema: {
        properties: { data: { contentEncoding: 'base64', contentMediaType: 'image/png' } },
        required: ['data'],
      },
      body: { kind: 'bytes', mediaType: 'image/png' },
    });
    expect(toolFor({ name: 'audio_transcriptions', takes: ['multipart/form-data'] })).toMatchObject({
      inputSchema: { required: ['file'] },
      body: { kind: 'form' },
    });
  });
});

describe('what a tool gives is promised', () => {
  const schema = { type: 'object', properties: { label: { type: 'string' } } };

  test('where the code says so', () => {
    expect(toolFor({ output_schema: schema })).toMatchObject({ outputSchema: schema });
  });

  test.each<[string, Partial<MethodSchema>]>([
    ['where an example has shown it', { output_schema: { ...schema, 'x-truss-inferred': 'examples' } }],
    ['of a stream', { output_schema: schema, streams: 'always' }],
    ['of what may be a stream', { output_schema: schema, streams: 'asked' }],
    ['of bytes', { output_schema: { type: 'string', format: 'binary' }, gives: ['application/octet-stream'] }],
  ])('but not %s', (_what, differences) => {
    expect(toolFor(differences)).toMatchObject({ outputSchema: null });
  });

  test('a picture in it is known', () => {
    const picture = { type: 'string', contentEncoding: 'base64', contentMediaType: 'image/png' };
    const output = { type: 'object', properties: { seed: {}, picture } };
    expect(toolFor({ output_schema: output })).toMatchObject({ outputSchema: null, media: { picture: 'image/png' } });
  });
});

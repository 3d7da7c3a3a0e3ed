import { expect, test } from 'vitest';

import { describeModel } from './describe-model.ts';
import type { KnownMethod, ModelSource, ShownExample } from './model-source.ts';

const method = (facts: Partial<KnownMethod> = {}): KnownMethod => {
  return { kind: 'sync', description: null, inputSchema: null, outputSchema: null, streams: false, ...facts };
};

const source = (facts: Partial<ModelSource> = {}): ModelSource => {
  const model = { methods: { predict: method() }, inputSchema: null, outputSchema: null };
  return { name: 'iris', version: '1', description: null, signature: null, model, examples: [], ...facts };
};

const example = (facts: Partial<ShownExample>): ShownExample => {
  return { name: 'one', method: 'predict', takes: 'application/json', gives: null, ...facts };
};

test('of a model of which nothing is known, it is known where to ask it', () => {
  const { methods, input_schema: input, output_schema: output } = describeModel(source());
  expect([input, output]).toEqual([null, null]);
  expect(methods).toMatchObject([{ name: 'predict', path: '/v1/models/iris:predict', streams: 'never' }]);
});

test('predict comes first, then the methods with paths of their own, and no session', () => {
  const methods = { websocket: method(), embeddings: method(), predict: method(), chat_completions: method() };
  const { methods: described } = describeModel(source({ model: { methods, inputSchema: null, outputSchema: null } }));
  expect(described.map(({ name, path, kind }) => [name, path, kind])).toEqual([
    ['predict', '/v1/models/iris:predict', 'predict'],
    ['chat_completions', '/v1/chat/completions', 'chat'],
    ['embeddings', '/v1/embeddings', 'embedding'],
  ]);
});

test('annotations come before the signature', () => {
  const signature = { inputs: [{ name: 'x', datatype: 'FP64' as const, shape: [-1, 2] }], outputs: [] };
  const input = { type: 'object', properties: {} };
  const model = { methods: { predict: method() }, inputSchema: input, outputSchema: null };
  expect(describeModel(source({ signature, model })).input_schema).toBe(input);
  expect(describeModel(source({ signature })).input_schema).toHaveProperty('properties.inputs');
});

test('a stream is always one where the method is a generator, and asked for where it can be', () => {
  const streams = (name: string, facts: Partial<KnownMethod>): unknown => {
    const model = { methods: { [name]: method(facts) }, inputSchema: null, outputSchema: null };
    return describeModel(source({ model })).methods.map((each) => [each.streams, each.gives[0]]);
  };
  expect(streams('predict', { kind: 'asyncGenerator' })).toEqual([['always', 'application/x-ndjson']]);
  expect(streams('predict', { streams: true })).toEqual([['asked', 'application/json']]);
  expect(streams('chat_completions', {})).toEqual([['asked', 'application/json']]);
  expect(streams('messages', { kind: 'generator' })).toEqual([['always', 'text/event-stream']]);
  expect(streams('embeddings', {})).toEqual([['never', 'application/json']]);
});

test('the media types of a model that says nothing are those of its examples', () => {
  const examples = [
    example({ takes: 'image/png', gives: 'image/jpeg', input: { content_type: 'image/png', base64: '' } }),
  ];
  const { methods, examples: shown } = describeModel(source({ examples }));
  expect(methods).toMatchObject([{ takes: ['image/png'], gives: ['image/jpeg'] }]);
  expect(shown).toEqual([{ name: 'one', method: 'predict', input: { content_type: 'image/png', base64: '' } }]);
});

test('a description is the first paragraph of the docstring', () => {
  const methods = { predict: method({ description: 'Adds up\nwhat is given.\n\nTwice.' }) };
  const { description } = describeModel(source({ model: { methods, inputSchema: null, outputSchema: null } }));
  expect(description).toBe('Adds up what is given.');
});

test('a dict says nothing, and leaves it to the examples to show what is in it', () => {
  const dict = { type: 'object', additionalProperties: true };
  const model = { methods: { predict: method() }, inputSchema: dict, outputSchema: dict };
  expect(describeModel(source({ model })).input_schema).toEqual(dict);
  const examples = [
    example({ input: { prompt: 'a', words: 2 }, output: { done: true } }),
    example({ input: { prompt: 'b' }, output: { done: null } }),
  ];
  const { input_schema: input, output_schema: output } = describeModel(source({ model, examples }));
  expect(input).toMatchObject({
    properties: { prompt: { type: 'string', examples: ['a', 'b'] }, words: { type: 'number' } },
    required: ['prompt'],
    'x-truss-inferred': 'examples',
  });
  expect(output).toMatchObject({ properties: { done: { type: ['boolean', 'null'] } }, required: ['done'] });
});

test('a request may leave out what its only example has; an answer always has it', () => {
  const examples = [example({ input: { words: 2 }, output: { text: 'a' } })];
  const { input_schema: input, output_schema: output } = describeModel(source({ examples }));
  expect([input?.['required'], output?.['required']]).toEqual([undefined, ['text']]);
});

test('of a stream, the example of an answer shows the items', () => {
  const streaming = (output: unknown): unknown => {
    const model = { methods: { predict: method({ kind: 'generator' }) }, inputSchema: null, outputSchema: null };
    return describeModel(source({ model, examples: [example({ output })] })).methods[0];
  };
  const types = ['text/plain', 'text/event-stream', 'application/json'];
  expect(streaming('a b')).toMatchObject({ output_schema: { type: 'string' }, gives: types });
  expect(streaming([{ n: 1 }, { n: 2 }])).toMatchObject({ output_schema: { properties: { n: { type: 'number' } } } });
});

test('a form has the fields that its example shows', () => {
  const form = { type: 'object', properties: { page: { type: 'string', format: 'binary' } } };
  const { methods } = describeModel(
    source({ examples: [example({ takes: 'multipart/form-data', formSchema: form })] }),
  );
  expect(methods).toMatchObject([{ takes: ['multipart/form-data'], input_schema: form }]);
});

test('the protocol says what a method of it takes, where the model does not', () => {
  const methods = { chat_completions: method(), embeddings: method({ inputSchema: { properties: { input: {} } } }) };
  const { methods: described } = describeModel(source({ model: { methods, inputSchema: null, outputSchema: null } }));
  expect(described[0]?.input_schema).toMatchObject({ required: ['messages'], 'x-truss-inferred': 'protocol' });
  expect(described[1]?.input_schema).toEqual({ properties: { input: {} } });
});

// Schemas as nobody should write them, and names that are none.
import * as fc from 'fast-check';

import type { JsonSchema } from '../../../src/core/schema/json-schema.ts';
import type { ModelSchema } from '../../../src/core/schema/model-schema.ts';

const TEXTS = [
  'class',
  'self',
  '__proto__',
  'constructor',
  'None',
  'a b',
  'a-b',
  '1st',
  '',
  '$ref',
  'properties',
  '*/',
  '"""',
  "'''",
  '\\',
  '\\"',
  '`${x}`',
  '\u2028',
  '\u202e',
  '\0',
  '\n',
  'ä',
  '名',
  '😀',
  '\ud800',
  'items',
  'keys',
  'str',
  'List',
  'Any',
  'Client',
  'TrussError',
  'Promise',
  'TypedDict',
  'x'.repeat(300),
  '<!--',
  '# type: ignore',
  '@ts-ignore',
  '__x',
  '_',
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 12 }));
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0, -0, 1, -1, 1.5, 1e21, 1e-9, 2 ** 60),
  fc.constantFrom({}, [], { a: 1 }),
);
const reference = fc.constantFrom(
  '#',
  '#/$defs/A',
  '#/$defs/b c',
  '#/$defs/none',
  '#/properties/x',
  'other.json',
  '#/$defs/a%20b%',
);

/** Any schema, of references to its own definitions too. */
const { schema } = fc.letrec<{ schema: unknown; object: JsonSchema }>((tie) => {
  const inner = tie('schema');
  const notes = fc.record(
    { title: text, description: text, default: scalar, minimum: fc.integer() },
    { requiredKeys: [] },
  );
  const shape = fc.record(
    {
      type: fc.constantFrom('object', undefined),
      properties: fc.dictionary(text, inner, { maxKeys: 5 }),
      required: fc.array(text, { maxLength: 3 }),
      additionalProperties: fc.oneof(fc.boolean(), inner),
      patternProperties: fc.dictionary(text, inner, { maxKeys: 1 }),
    },
    { requiredKeys: ['properties'] },
  );
  return {
    object: shape.map((object) => JSON.parse(JSON.stringify(object)) as JsonSchema),
    schema: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<unknown>(
        true,
        false,
        {},
        { type: 'string' },
        { type: ['integer', 'null'] },
        { type: 'nonsense' },
      ),
      reference.map(($ref) => ({ $ref })),
      fc.record({ const: scalar }),
      fc.record({ enum: fc.array(scalar, { maxLength: 6 }) }),
      tie('object'),
      fc.tuple(tie('object'), notes).map(([object, noted]) => Object.assign({}, noted, object)),
      fc.record({ type: fc.constant('array'), items: inner }),
      fc.record({
        type: fc.constant('array'),
        prefixItems: fc.array(inner, { maxLength: 3 }),
        minItems: fc.nat(3),
        items: inner,
      }),
      fc.record({ anyOf: fc.array(inner, { maxLength: 4 }) }),
      fc.record({ oneOf: fc.array(inner, { maxLength: 3 }), properties: fc.dictionary(text, inner, { maxKeys: 2 }) }),
      fc.record({ allOf: fc.array(inner, { maxLength: 3 }), $ref: reference }, { requiredKeys: ['allOf'] }),
    ),
  };
});

const rooted = fc
  .record({ root: schema, A: schema, 'b c': schema })
  .map(
    ({ root, ...$defs }) =>
      (typeof root === 'object' ? Object.assign({}, root, { $defs }) : { anyOf: [root], $defs }) as JsonSchema,
  );

const types = fc.constantFrom(
  'application/json',
  'multipart/form-data',
  'image/png',
  'text/plain',
  '*/*',
  'application/x-ndjson',
);

/** Models with such schemas, whose names and descriptions are no better. */
export const hostileModels = fc.array(
  fc.record({
    $schema: fc.constant('https://json-schema.org/draft/2020-12/schema'),
    name: text,
    version: fc.constant('1'),
    description: fc.option(text),
    input_schema: fc.constant(null),
    output_schema: fc.constant(null),
    supports_streaming: fc.boolean(),
    examples: fc.constant([]),
    methods: fc.uniqueArray(
      fc.record({
        name: fc.constantFrom('predict', 'chat_completions', 'embeddings'),
        path: text,
        description: fc.option(text),
        kind: fc.constantFrom('predict' as const, 'chat' as const),
        takes: fc.array(types, { maxLength: 2 }),
        gives: fc.array(types, { maxLength: 2 }),
        streams: fc.constantFrom('never' as const, 'always' as const, 'asked' as const),
        input_schema: fc.option(rooted),
        output_schema: fc.option(rooted),
      }),
      { maxLength: 3, selector: ({ name }) => name },
    ),
  }),
  { minLength: 20, maxLength: 20 },
) satisfies fc.Arbitrary<ModelSchema[]>;

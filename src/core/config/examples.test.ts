import { expect, test } from 'vitest';

import { parseExamples } from './examples.ts';
import { renderExamples } from './render-examples.ts';

function told(text: string): string {
  const { issues } = parseExamples(text, 'examples.yaml');
  return issues
    .map(({ file, line, column, message, hint }) => `${file}:${line}:${column} ${message} | ${hint ?? ''}`)
    .join('\n');
}

test('reads a list of requests, with every number as it stands there', () => {
  const text = '- name: a\n  input: {inputs: [[1.0, 2, 1e3, 12345678901234567890, yes]]}\n- {name: b, input: null}\n';
  const { examples, issues } = parseExamples(text, 'examples.yaml');
  expect(issues).toEqual([]);
  expect(examples.map(({ name, body }) => [name, body])).toEqual([
    ['a', '{"inputs":[[1.0,2,"1e3",12345678901234567890,true]]}'],
    ['b', 'null'],
  ]);
  expect(examples[0]?.input).toMatchObject({ inputs: [[1, 2, '1e3', expect.any(Number), true]] });
});

test.each([[''], ['# none yet\n'], ['[]\n'], ['---\n']])('%j is no example', (text) => {
  expect(parseExamples(text, 'examples.yaml')).toEqual({ examples: [], issues: [] });
});

test('tells everything that is wrong', () => {
  expect(told('example1:\n  inputs: [[1]]\n')).toMatchInlineSnapshot(
    `"examples.yaml:1:1 the examples must be a list, not a map | Begin each with \`- name: …\` and, below it, \`input: …\`."`,
  );
  expect(told('- a\n- name: b\n- input: 1\n- {name: 3, input: 1}\n- {name: c, input: 1}\n- {name: c, input: 2}\n'))
    .toMatchInlineSnapshot(`
    "examples.yaml:1:3 example 1 must be a map with \`name\` and \`input\` | 
    examples.yaml:2:3 the example b must have an \`input\`: the body of the request | 
    examples.yaml:3:3 example 3 must have a \`name\`, which is text | 
    examples.yaml:4:10 example 4 must have a \`name\`, which is text | 
    examples.yaml:6:10 two examples are named c | Give each its own name."
  `);
  expect(told('- name: a\n  input: [1\n')).toMatchInlineSnapshot(
    `"examples.yaml:2:10 a bracket is not closed, or closed by another kind: \`  input: [1\` | Check that every [ and { is closed."`,
  );
});

test('writes what it reads', () => {
  const examples = [
    {
      name: 'yes',
      input: {
        inputs: [
          [5.1, 3.5],
          [1, 2],
        ],
        note: 'a: b',
      },
    },
    { name: 'text', input: { inputs: ['one', 'on'] } },
  ];
  const text = renderExamples(examples.map(({ name, input }) => ({ name, body: JSON.stringify(input) })));
  expect(text).toMatchInlineSnapshot(`
    "- name: "yes"
      input:
        inputs:
          - [5.1, 3.5]
          - [1, 2]
        note: "a: b"
    - name: text
      input:
        inputs:
          - one
          - "on"
    "
  `);
  expect(parseExamples(text, 'examples.yaml').examples).toMatchObject(examples);
  expect(renderExamples([])).toBe('[]\n');
});

test('writes every number as it stands in the JSON', () => {
  const body = '{"inputs":[[0.0,1.5,1],[12345678901234567890,1e3,-0.0]]}';
  const text = renderExamples([{ name: 'a', body }]);
  expect(text).toContain('- [0.0, 1.5, 1]\n');
  expect(parseExamples(text, 'examples.yaml').examples[0]?.body).toBe(
    '{"inputs":[[0.0,1.5,1],[12345678901234567890,1000.0,0.0]]}',
  );
});

test('reads what is expected of an answer, and how exactly', () => {
  const text = `- {name: a, input: 1, output: {p: [1.0, .nan]}, tolerance: 0.01}
- {name: b, input: 1, output: null, tolerance: 1.0}
- {name: c, input: 1, source: the paper}
`;
  const { examples, issues } = parseExamples(text, 'examples.yaml');
  expect(issues).toEqual([]);
  expect(examples.map(({ output, tolerance }) => [output, tolerance])).toEqual([
    ['{"p":[1.0,null]}', 0.01],
    ['null', 1],
    [null, null],
  ]);
});

test('tells of tolerances that are none, and of keys that are meant as others', () => {
  expect(told('- {name: a, input: 1, tolerance: -1}\n- {name: b, input: 1, tolerance: 1e-3, ouput: 1}\n'))
    .toMatchInlineSnapshot(`
      "examples.yaml:1:34 the tolerance of the example a must be a number of at least 0 | Write a share: 0.01 lets numbers be off by one in a hundred.
      examples.yaml:2:34 the tolerance of the example b must be a number of at least 0 | Write a share: 0.01 lets numbers be off by one in a hundred.
      examples.yaml:2:47 the example b has an unknown key \`ouput\` | Did you mean output?"
    `);
});

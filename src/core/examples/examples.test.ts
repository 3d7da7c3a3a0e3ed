import { describe, expect, test } from 'vitest';

import { formFields } from './example-form.ts';
import type { Example } from './examples.ts';
import { parseExamples } from './examples.ts';
import { renderExamples } from './render-examples.ts';

function bodyOf(example: Example): string | null {
  return 'body' in example ? example.body : null;
}

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
  expect(examples.map((example) => [example.name, bodyOf(example)])).toEqual([
    ['a', '{"inputs":[[1.0,2,"1e3",12345678901234567890,true]]}'],
    ['b', 'null'],
  ]);
  expect(examples[0]).toMatchObject({ input: { inputs: [[1, 2, '1e3', expect.any(Number), true]] } });
});

test.each([[''], ['# none yet\n'], ['[]\n'], ['---\n']])('%j is no example', (text) => {
  expect(parseExamples(text, 'examples.yaml')).toEqual({ examples: [], issues: [], unknown: [] });
});

test('tells everything that is wrong', () => {
  expect(told('example1:\n  inputs: [[1]]\n')).toMatchInlineSnapshot(
    `"examples.yaml:1:1 the examples must be a list, not a map | Begin each with \`- name: …\` and, below it, \`input: …\`."`,
  );
  expect(told('- a\n- name: b\n- input: 1\n- {name: 3, input: 1}\n- {name: c, input: 1}\n- {name: c, input: 2}\n'))
    .toMatchInlineSnapshot(`
      "examples.yaml:1:3 example 1 must be a map with \`name\` and \`input\` | 
      examples.yaml:2:3 the example b must have an \`input\`: the body of the request | A body that is no JSON is a file, \`input_file: requests/photo.png\`, or a \`form\`.
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
  expect(parseExamples(text, 'examples.yaml').examples.map(bodyOf)).toEqual([
    '{"inputs":[[0.0,1.5,1],[12345678901234567890,1000.0,0.0]]}',
  ]);
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

test('reads files, methods and what is not compared', () => {
  const text = `- {name: a, input_file: requests/photo.png, output_file: answers/edges.png}
- {name: b, input: {x: 1}, method: chat_completions, output: hello, ignore: [created, 'choices[].id']}
`;
  expect(parseExamples(text, 'examples.yaml')).toEqual({
    issues: [],
    unknown: [],
    examples: [
      {
        name: 'a',
        inputFile: 'requests/photo.png',
        form: null,
        method: 'predict',
        status: null,
        tolerance: null,
        ignore: [],
        output: null,
        outputFile: 'answers/edges.png',
      },
      {
        name: 'b',
        inputFile: null,
        form: null,
        input: { x: 1 },
        body: '{"x":1}',
        method: 'chat_completions',
        status: null,
        tolerance: null,
        output: '"hello"',
        outputFile: null,
        ignore: ['created', 'choices[].id'],
      },
    ],
  });
});

test.each([
  ['{input: 1, input_file: a.png}', 'has `input` and `input_file`, each of which is the body'],
  ['{input: 1, output: 2, output_file: a.png}', 'an `output` and an `output_file`'],
  ['{input_file: /etc/passwd}', 'the input_file of the example a must be a relative path inside the truss'],
  ['{input_file: ../photo.png}', 'must be a relative path inside'],
  ['{input_file: requests/../../photo.png}', 'must be a relative path inside'],
  ["{input_file: 'C:\\photo.png'}", 'must be a relative path inside'],
  ['{input_file: ""}', 'must be a relative path inside'],
  ['{input_file: 3}', 'must be a relative path inside'],
  ['{input_file: null}', 'must be a relative path inside'],
  ['{input: 1, output_file: /tmp/a}', 'the output_file of the example a must be'],
  ['{input_file: a.png, output_file: a.png}', 'the output_file of the example a is its input_file'],
  ['{input: 1, method: [predict]}', 'the method of the example a must be the name of a method'],
  ['{input: 1, method: ""}', 'the method of the example a must be the name of a method'],
  ['{input: 1, ignore: created}', 'the `ignore` of the example a must be a list'],
  ['{input: 1, ignore: [1]}', 'the `ignore` of the example a must be a list'],
  ['{input: 1, status: bad}', 'the status of the example a must be the number of an HTTP status'],
  ['{input: 1, status: 400.5}', 'the status of the example a must be the number of an HTTP status'],
  ['{input: 1, status: 100}', 'the status of the example a must be the number of an HTTP status'],
  ['{input: 1, status: 400, output: 1}', 'the example a has the status of an error, and an output'],
  ['{input: 1, outputfile: a.png}', 'unknown key `outputfile` | Did you mean output_file?'],
])('%s is refused', (item, message) => {
  const text = `- ${item.replace('{', '{name: a, ')}\n`;
  expect(told(text)).toContain(message);
  expect(told(text)).toMatch(/^examples\.yaml:1:(?!1 )\d+ [^\n]*$/);
});

test('names the keys that mean nothing, and reads what is expected of the status', () => {
  const text = '- {name: a, input: 1, banana: 3}\n- {name: b, input: 1, status: 422}\n';
  const { examples, issues, unknown } = parseExamples(text, 'examples.yaml');
  expect(issues).toEqual([]);
  expect(unknown).toEqual([
    {
      code: 'EXAMPLES_UNKNOWN_KEY',
      severity: 'warning',
      message: 'banana is not a known key of an example',
      path: '[0].banana',
      file: 'examples.yaml',
      line: 1,
      column: 23,
    },
  ]);
  expect(examples.map(({ status }) => status)).toEqual([null, 422]);
});

describe('a form', () => {
  test('has texts, numbers that stay floats, files, and fields that come several times', () => {
    const text = `- name: a
  form:
    caption: a cat
    size: 1.0
    isBlack: true
    photo: {file: requests/cat.jpg}
    tag: [x, {file: b.txt}, 2]
`;
    const [example] = parseExamples(text, '').examples;
    const form = {
      caption: 'a cat',
      size: '1.0',
      isBlack: 'true',
      photo: { file: 'requests/cat.jpg' },
      tag: ['x', { file: 'b.txt' }, '2'],
    };
    expect(example).toMatchObject({ form });
    expect(formFields(example?.form ?? {}).slice(3)).toEqual([
      { name: 'photo', file: 'requests/cat.jpg' },
      { name: 'tag', text: 'x' },
      { name: 'tag', file: 'b.txt' },
      { name: 'tag', text: '2' },
    ]);
    expect(parseExamples(renderExamples([{ name: 'a', form }]), '').examples).toEqual([example]);
  });

  test.each([
    ['form: text', 'examples.yaml:2:9 the form of the example a must be a map with the fields of a form'],
    ['form: {}', '2:9 the form of the example a must be a map'],
    ['form: {x: }', '2:13 the form of the example a has a field x that is no text and no file'],
    ['form: {x: {path: a.png}}', '2:13 the form of the example a has a field x that is no text and no file'],
    ['form: {x: {file: a.png, text: b}}', 'a field x that is no text and no file'],
    ['form: {x: [a, [b]]}', '2:17 the form of the example a has a field x that is no text and no file'],
    ['form: {x: {file: /etc/passwd}}', '2:20 the form of the example a has a field x whose file must be a relative'],
    ['form: {x: {file: ../a}}', 'whose file must be a relative path inside'],
    ['form: {x: y}\n  input: 1', 'has `input` and `form`, each of which is the body'],
  ])('%s is none', (text, message) => {
    expect(told(`- name: a\n  ${text}\n`)).toContain(message);
  });
});

import { array, assert, jsonValue, property, uniqueArray } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { putExample, replaceExamples } from './edit-examples.ts';
import { parseExamples } from './examples.ts';

const FILE = `# Requests to try the model with

- name: first   # the usual one
  input: {inputs: [[1, 2.0]]}
# about the second
- name: second
  input:
    inputs:
      - text: |
          several
          lines

      - [1]   # a comment

- {name: third, input: 3}
# the end
`;

function read(text: string): (readonly [string, string])[] {
  const { examples, issues } = parseExamples(text, 'examples.yaml');
  expect(issues).toEqual([]);
  return examples.map(
    (example) =>
      [example.name, 'body' in example ? example.body : (example.inputFile ?? JSON.stringify(example.form))] as const,
  );
}

describe('putExample', () => {
  test('replaces the one of the same name', () => {
    const changed = putExample(FILE, { name: 'second', body: '{"inputs": [[5.0, 1]]}' });
    expect(changed).toBe(`${FILE.slice(0, FILE.indexOf('- name: second'))}- name: second
  input:
    inputs:
      - [5.0, 1]

- {name: third, input: 3}
# the end
`);
  });

  test('appends a new one', () => {
    expect(putExample(FILE, { name: 'fourth', body: '[true]' })).toBe(
      FILE.replace('# the end\n', '- name: fourth\n  input:\n    - true\n# the end\n'),
    );
  });

  test('leaves one that is there as it is', () => {
    expect(putExample(FILE, { name: 'first', body: '{"inputs":[[1,2.0]]}' })).toBe(FILE);
    expect(putExample(FILE, { name: 'first', body: '{"inputs":[[1,2]]}' })).not.toBe(FILE);
  });

  test.each([
    ['', '- name: a\n  input: 1\n'],
    ['# none yet', '# none yet\n- name: a\n  input: 1\n'],
    ['# none\n[]  # yet\n', '# none\n- name: a\n  input: 1\n'],
    ['[{name: b, input: 2}]\n', '- name: b\n  input: 2\n- name: a\n  input: 1\n'],
    ['  - name: b\n    input: 2', '  - name: b\n    input: 2\n  - name: a\n    input: 1\n'],
    ['- name: b\r\n  input: 2\r\n', '- name: b\r\n  input: 2\r\n- name: a\r\n  input: 1\r\n'],
  ])('into %j', (before, after) => {
    expect(putExample(before, { name: 'a', body: '1' })).toBe(after);
  });
});

test('further keys of an example stay with its input', () => {
  const block = '- name: a\n  input: 1\n  output: {y: 2.0}  # recorded\n- name: b\n  input: 2\n  output: 3\n';
  const flow = '[{name: a, input: 1, output: {y: 2.0}}, {name: b, input: 2, output: 3}]\n';
  const [a, b] = [
    { name: 'a', body: '1' },
    { name: 'b', body: '2' },
  ] as const;
  expect(putExample(block, a)).toBe(block);
  expect(putExample(block, { ...b, body: '4' })).toBe(block.replace('input: 2\n  output: 3', 'input: 4'));
  for (const text of [block, flow]) {
    expect(replaceExamples(text, [b, a])).toBe(
      '- name: b\n  input: 2\n  output: 3\n- name: a\n  input: 1\n  output:\n    y: 2.0\n',
    );
  }
});

describe('replaceExamples', () => {
  test('touches only what changes', () => {
    const examples = [
      { name: 'first', body: '{"inputs":[[1,2.0]]}' },
      { name: 'third', body: '4' },
      { name: 'new', body: 'null' },
    ];
    expect(replaceExamples(FILE, examples)).toBe(`# Requests to try the model with

- name: first   # the usual one
  input: {inputs: [[1, 2.0]]}
# about the second

- name: third
  input: 4
- name: new
  input: null
# the end
`);
  });

  test('writes the list anew where the order is another', () => {
    const examples = [
      { name: 'third', body: '3' },
      { name: 'first', body: '{"inputs":[[1,2.0]]}' },
    ];
    const changed = replaceExamples(FILE, examples);
    expect(read(changed).map(([name]) => name)).toEqual(['third', 'first']);
    expect(changed).toMatch(/^# Requests to try the model with\n\n- name: third\n/);
    expect(changed).toMatch(/# the end\n$/);
    expect(replaceExamples(FILE, [])).toBe('# Requests to try the model with\n\n# about the second\n\n# the end\n');
  });

  test('whatever they are, they are read as they were given', () => {
    const names = uniqueArray(array(jsonValue(), { maxLength: 1 }), {
      maxLength: 4,
      selector: (name) => JSON.stringify(name),
    });
    assert(
      property(names, jsonValue({ noUnicodeString: false }), (given, input) => {
        const examples = given.map((name, index) => ({
          name: `n${JSON.stringify(name)}`,
          body: JSON.stringify([input, index]),
        }));
        const text = replaceExamples(FILE, examples);
        expect(read(text).map(([name, body]) => [name, JSON.parse(body)])).toEqual(
          examples.map(({ name, body }) => [name, JSON.parse(body)]),
        );
      }),
    );
  });
});

describe('examples that are files', () => {
  const text = `- name: photo  # of a cat
  input_file: requests/cat.png
  output_file: answers/cat.png
- {name: chat, method: chat_completions, input: {messages: []}, output: 1}
`;
  const photo = { name: 'photo', inputFile: 'requests/cat.png' };

  test('stay as they are', () => {
    expect(putExample(text, photo)).toBe(text);
    expect(replaceExamples(text, [photo, { name: 'chat', body: '{"messages":[]}' }])).toBe(text);
    expect(putExample(text, { name: 'new', body: '1' })).toBe(`${text}- name: new\n  input: 1\n`);
  });

  test('are added and replaced, each way', () => {
    expect(putExample('', photo)).toBe('- name: photo\n  input_file: requests/cat.png\n');
    expect(putExample(text, { name: 'photo', body: '1' })).toMatch(/^- name: photo\n {2}input: 1\n- /);
    expect(putExample(text, { ...photo, inputFile: 'dog.png' })).toMatch(/^- name: photo\n {2}input_file: dog.png\n- /);
  });

  test('a changed request is put to the same method', () => {
    const changed = '- name: chat\n  method: chat_completions\n  input: 2\n';
    expect(putExample(text, { name: 'chat', body: '2' })).toContain(changed);
    expect(replaceExamples('[{name: chat, method: chat_completions, input: 1}]', [{ name: 'chat', body: '2' }])).toBe(
      changed,
    );
  });
});

import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compareAnswers } from './compare-answers.ts';
import { parseExamples } from './examples.ts';
import { recordOutput } from './record-output.ts';

const EXAMPLES = `# How to try it
- name: first   # the easy one
  # four measures
  input: {inputs: [[5.1, 3.0]]}

# the next one
- output: 1   # old
  name: second
  tolerance: 0.1
  input: x
- {name: third, input: {x: 1.0}}   # short
`;

/** What is expected of an example. */
function outputOf(text: string, name: string): string | null | undefined {
  const { examples, issues } = parseExamples(text, 'examples.yaml');
  expect(issues).toEqual([]);
  return examples.find((example) => example.name === name)?.output;
}

test('comments and layout stay', () => {
  const outputs = ['first', 'second', 'third'].map((name) => ({
    name,
    output: '{"predictions":[[0.5,1.0]],"big":9007199254740993}',
  }));
  const text = outputs.reduce(recordOutput, EXAMPLES);
  expect(text).toMatchInlineSnapshot(`
    "# How to try it
    - name: first   # the easy one
      # four measures
      input: {inputs: [[5.1, 3.0]]}
      output:
        predictions:
          - [0.5, 1.0]
        big: 9007199254740993

    # the next one
    - output:   # old
        predictions:
          - [0.5, 1.0]
        big: 9007199254740993
      name: second
      tolerance: 0.1
      input: x
    - {name: third, input: {x: 1.0}, output: {predictions: [[0.5, 1.0]], big: 9007199254740993}}   # short
    "
  `);
  for (const { name, output } of outputs) expect(outputOf(text, name)).toBe(output);
  expect(outputs.reduce(recordOutput, text)).toBe(text);
});

describe('wherever the list is', () => {
  test.each([
    ['in brackets', '[{name: a, input: {x: 1.0}}]\n', '[{name: a, input: {x: 1.0}, output: [2.0]}]\n'],
    ['indented', '  - name: a\n    input: 1\n', '  - name: a\n    input: 1\n    output: [2.0]\n'],
    ['without a line feed at its end', '- name: a\n  input: 1', '- name: a\n  input: 1\n  output: [2.0]\n'],
    ['with CR LF', '- name: a\r\n  input: 1\r\n', '- name: a\r\n  input: 1\r\n  output: [2.0]\r\n'],
    [
      'under a stamp',
      '# Made by Truss (0123)\n- name: a\n  input:\n    x: 1\n',
      '# Made by Truss (0123)\n- name: a\n  input:\n    x: 1\n  output: [2.0]\n',
    ],
    [
      'with an alias',
      '- &a {name: b, input: 1}\n- <<: *a\n  name: a\n',
      '- &a {name: b, input: 1}\n- <<: *a\n  name: a\n  output: [2.0]\n',
    ],
  ])('%s', (_, before, after) => {
    expect(recordOutput(before, { name: 'a', output: '[2.0]' })).toBe(after);
  });
});

test('an example that is gone is left out', () => {
  expect(recordOutput(EXAMPLES, { name: 'other', output: '1' })).toBe(EXAMPLES);
});

test('any answer is expected again as it was', () => {
  assert(
    property(jsonValue(), jsonValue(), (answer, next) => {
      let text = EXAMPLES;
      for (const output of [JSON.stringify(answer), JSON.stringify(next)]) {
        for (const name of ['first', 'second', 'third']) {
          text = recordOutput(text, { name, output });
          expect(compareAnswers(outputOf(text, name) ?? '', output, 0)).toEqual([]);
        }
      }
      expect(text).toContain('# four measures');
    }),
    { numRuns: 50 },
  );
});

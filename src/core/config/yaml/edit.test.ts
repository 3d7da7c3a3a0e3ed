import { assert, constantFrom, jsonValue, property } from 'fast-check';
import { describe, expect, test } from 'vitest';

import { removeIn, setIn } from './edit.ts';
import { parseYaml } from './parse-yaml.ts';
import { toPlainValue } from './plain-value.ts';

const CONFIG = `# The licence of this file

# about the name
model_name: iris   # a flower


requirements:   # of the model
    - numpy==1.0   # the newest that works
    # in between
    - pandas
    # behind
# about Python
python_version: py39 # old
secrets:   # none yet

resources:
    cpu: "1"   # one
    # a comment inside

signature: {inputs: [],   outputs: []}
system_packages:
- ffmpeg
- git # for pip
# the end
`;

function read(text: string): unknown {
  const parsed = parseYaml(text);
  return 'kind' in parsed ? parsed : toPlainValue(parsed).value;
}

/** Only what an edit changed, as diff shows it. */
function difference(before: string, after: string): string {
  const [old, young] = [before.split('\n'), after.split('\n')];
  const removed = old.filter((line) => !young.includes(line)).map((line) => `- ${line}`);
  const added = young.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return [...removed, ...added].join('\n');
}

describe('setIn touches nothing but the value', () => {
  test.each([
    ['a text', ['model_name'], 'rose', '- model_name: iris   # a flower\n+ model_name: rose   # a flower'],
    ['a text by a list', ['model_name'], ['a'], '- model_name: iris   # a flower\n+ model_name:   # a flower\n+   - a'],
    [
      'an item',
      ['requirements', 0],
      'numpy==2.0',
      '-     - numpy==1.0   # the newest that works\n+     - numpy==2.0   # the newest that works',
    ],
    ['a new item', ['requirements', 2], 'scipy', '+     - scipy'],
    ['a new item of an unindented list', ['system_packages', 2], 'curl', '+ - curl'],
    ['a key without a value', ['secrets'], { key: null }, '+   key: null'],
    ['a new key of a map', ['resources', 'memory'], '2Gi', '+     memory: 2Gi'],
    [
      'in brackets',
      ['signature', 'inputs'],
      [{ name: 'x' }],
      '- signature: {inputs: [],   outputs: []}\n+ signature: {inputs: [{name: x}], outputs: []}',
    ],
    ['a new section', ['runtime', 'max_queue'], 5, '+ runtime:\n+   max_queue: 5'],
    [
      'a text that YAML would misread',
      ['model_name'],
      'no',
      '- model_name: iris   # a flower\n+ model_name: "no"   # a flower',
    ],
  ])('%s', (_, path, value, expected) => {
    expect(difference(CONFIG, setIn(CONFIG, path, value))).toBe(expected);
  });
});

describe('removeIn', () => {
  test.each([
    ['a text', ['python_version'], '- python_version: py39 # old'],
    ['a list', ['system_packages'], '- system_packages:\n- - ffmpeg\n- - git # for pip'],
    ['in brackets', ['signature', 'inputs'], '- signature: {inputs: [],   outputs: []}\n+ signature: {outputs: []}'],
    ['an item', ['requirements', 0], '-     - numpy==1.0   # the newest that works'],
    ['the last item', ['system_packages', 1], '- - git # for pip'],
    ['an item that is not there', ['requirements', 5], ''],
    ['what is not there', ['nothing'], ''],
  ])('%s', (_, path, expected) => {
    expect(difference(CONFIG, removeIn(CONFIG, path))).toBe(expected);
  });
});

test.each([
  ['in brackets', 'a: [x, y]  # c\n', 'a: [x]  # c\n'],
  ['in a list of lists', 'a:\n  - - x\n  - - y\n    - z\n', 'a:\n  - - x\n'],
  ['over several lines', 'a:\n  - x\n  - name: y\n    input: |\n      z\n\n  - w\n', 'a:\n  - x\n\n  - w\n'],
])('removeIn takes the second item %s', (_, before, after) => {
  expect(removeIn(before, ['a', 1])).toBe(after);
});

test('a list whose only item goes is empty, and its comment stays', () => {
  expect(removeIn('a:  # of the model\n  - x\nb: 1\n', ['a', 0])).toBe('a: []  # of the model\nb: 1\n');
});

test.each([
  ['nothing', '', 'a:\n  b: 1\n'],
  ['a comment', '# c', '# c\na:\n  b: 1\n'],
  ['an empty map', '{}\n', '{a: {b: 1}}\n'],
  ['no line feed at the end', 'c: 2', 'c: 2\n\na:\n  b: 1\n'],
  ['a block scalar at the end', 'c: |\n  x\n', 'c: |\n  x\n\na:\n  b: 1\n'],
  ['CR LF', 'c: 2\r\n', 'c: 2\r\n\r\na:\r\n  b: 1\r\n'],
])('setIn begins with %s', (_, before, after) => {
  expect(setIn(before, ['a', 'b'], 1)).toBe(after);
});

test.each([
  ['a text', 'one\ntwo', 'a: "one\\ntwo"\n    # inside\nb: 1\n'],
  ['a list with one', ['x', 'one\ntwo'], 'a: [x, "one\\ntwo"]\n    # inside\nb: 1\n'],
])('%s over several lines takes no comment below into itself', (_, value, after) => {
  const before = 'a:\n    - x\n    # inside\nb: 1\n';
  expect(setIn(before, ['a'], value)).toBe(after);
  expect(read(after)).toEqual({ a: value, b: 1 });
});

test('an alias is replaced, not what it stands for', () => {
  expect(read(setIn('a: &x\n  b: 1\nc: *x\n', ['c', 'b'], 2))).toEqual({ a: { b: 1 }, c: { b: 2 } });
});

test('what is read afterwards is what was set, whatever it is', () => {
  // As it comes through JSON, which has no negative zero.
  const values = jsonValue({ noUnicodeString: false, depthSize: 'small' }).map((value): unknown =>
    JSON.parse(JSON.stringify(value)),
  );
  const paths = constantFrom(
    ['model_name'],
    ['requirements'],
    ['secrets'],
    ['signature'],
    ['resources', 'cpu'],
    ['new', 'x'],
  );
  assert(
    property(paths, values, (path, value) => {
      const expected = structuredClone(read(CONFIG)) as Record<string, Record<string, unknown>>;
      const [first = '', second] = path;
      Object.assign(second === undefined ? expected : (expected[first] ??= {}), { [second ?? first]: value });
      expect(read(setIn(CONFIG, path, value))).toEqual(expected);
    }),
  );
});

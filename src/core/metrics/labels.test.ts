import { expect, test } from 'vitest';

import { joinLabels } from './labels.ts';

const ADDED = { model: 'm', worker: '0' };

test.each([
  ['', 'model="m",worker="0"'],
  ['a="b",', 'a="b",model="m",worker="0"'],
  ['model="theirs"', 'exported_model="theirs",model="m",worker="0"'],
  ['worker="9", model="a\\"b, {c}"', 'exported_worker="9",exported_model="a\\"b, {c}",model="m",worker="0"'],
  ['exported_model="x",model="y"', 'exported_model="x",exported_exported_model="y",model="m",worker="0"'],
  ['model="y",exported_model="x"', 'exported_exported_model="y",exported_model="x",model="m",worker="0"'],
  ['a="\r\u2028\\\\"', 'a="\r\u2028\\\\",model="m",worker="0"'],
  ['"model"="y","my.label"="z"', 'exported_model="y","my.label"="z",model="m",worker="0"'],
])('{%s} of a model becomes {%s}', (own, joined) => {
  expect(joinLabels(own, ADDED)).toBe(joined);
});

test.each(['a', 'a=b', 'a="b', 'a="1",a="2"', '"a.b",c="d"', ','])('{%s} is none of the format', (own) => {
  expect(joinLabels(own, ADDED)).toBeNull();
});

test('a value of ours is escaped', () => {
  expect(joinLabels('', { model: 'a"b\\\n' })).toBe(String.raw`model="a\"b\\\n"`);
});

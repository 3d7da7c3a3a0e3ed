import { assert, constantFrom, dictionary, jsonValue, property, string } from 'fast-check';
import { expect, test } from 'vitest';

import { jsonMembers } from './json-members.ts';

test('each member is the text that was written', () => {
  const text = ' {"a": 1.0, "b\\"":{"x":[1,"}"]} ,"c":"\\\\","d":12345678901234567890, "a" : true}\n';
  expect([...(jsonMembers(text, 10) ?? [])]).toEqual([
    ['a', 'true'],
    ['b"', '{"x":[1,"}"]}'],
    ['c', '"\\\\"'],
    ['d', '12345678901234567890'],
  ]);
});

test.each([
  '',
  '1',
  '[1]',
  '{',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{"a":1 "b":2}',
  '{"a":1}x',
  '{a:1}',
  '{"a":"',
  '{"a":[1',
  '{"\\x":1}',
  '{"a":1,"b"',
])('%s has none', (text) => {
  expect(jsonMembers(text, 10)).toBeNull();
});

test('neither more members than allowed, nor what is nested without end', () => {
  expect(jsonMembers('{"a":1,"b":2}', 1)).toBeNull();
  expect(jsonMembers(`{"a":${'['.repeat(100_000)}`, 10)).toBeNull();
});

test('it reads every object as JSON.parse does', () => {
  const objects = dictionary(string(), jsonValue());
  assert(
    property(objects, constantFrom(undefined, 2), (object, indent) => {
      const members = jsonMembers(JSON.stringify(object, null, indent), 1000) ?? new Map<string, string>();
      const read = [...members].map(([name, text]): [string, unknown] => [name, JSON.parse(text)]);
      expect(Object.fromEntries(read)).toEqual(JSON.parse(JSON.stringify(object)));
    }),
  );
});

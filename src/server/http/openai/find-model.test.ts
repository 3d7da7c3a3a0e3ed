import { array, assert, jsonValue, property, string, tuple, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';

import { findModel } from './find-model.ts';

test('the model of a body as clients write it', () => {
  expect(findModel(Buffer.from('{"model": "a", "messages": []}'))).toBe('a');
  expect(findModel(Buffer.from('{ "x" : [{"model": "inner"}, "model"] ,\n"model"\t:\r"\\u00e4 \\"b\\""}'))).toBe(
    'ä "b"',
  );
});

test.each([
  '',
  '{}',
  '[1, "model", "a"]',
  '{"x": "model"}',
  '{"model": 1}',
  '{"model"',
  '{"model": "a',
  '{"model": "\\x"}',
])('none in %s', (body) => {
  expect(findModel(Buffer.from(body))).toBeNull();
});

test('it is what a parser finds, wherever it stands', () => {
  const member = tuple(string(), jsonValue()).filter(([name]) => name !== 'model' && name !== '__proto__');
  const members = array(member);
  assert(
    property(members, string(), members, (before, model, after) => {
      const value = Object.fromEntries([...before, ['model', model], ...after]);
      expect(findModel(Buffer.from(JSON.stringify(value, null, 1)))).toBe(model);
    }),
  );
});

test('any bytes are read to their end', () => {
  assert(
    property(uint8Array(), (bytes) => {
      const found = findModel(Buffer.from(bytes));
      expect(found === null || typeof found === 'string').toBe(true);
    }),
  );
});

import { describe, expect, test } from 'vitest';

import { compareAnswers } from './compare-answers.ts';

/** What differs, a line each. */
function told(expected: string, actual: string, tolerance: number | null = null): string[] {
  return compareAnswers(expected, actual, tolerance).map(({ path, message }) => `${path}: ${message}`);
}

test('places that are ignored differ without being told', () => {
  const expected = '{"id":1,"ids":1,"choices":[{"id":1,"text":"a"},{"id":2,"text":"b"}],"created":{"at":1}}';
  const actual = '{"id":2,"ids":2,"choices":[{"id":3,"text":"a"},{"id":4,"text":"c"}],"created":{"at":2,"by":3}}';
  const places = compareAnswers(expected, actual, null, ['id', 'choices[].id', 'created']).map(({ path }) => path);
  expect(places).toEqual(['ids', 'choices[1].text']);
  expect(compareAnswers('[{"id":1},{"id":1}]', '[{"id":2},{"id":2}]', null, ['[0].id'])).toHaveLength(1);
});

test('items are compared with what stands in the events that a model has written by itself', () => {
  const events = 'data: {"id":1,"n":9007199254740993}\n\nevent: more\ndata: two\ndata: lines\n\ndata: [DONE]\n\n';
  const items = '[{"id":2,"n":9007199254740993},"two\\nlines"]';
  expect(compareAnswers(items, JSON.stringify(events), null, ['[].id'])).toEqual([]);
  expect(compareAnswers(JSON.stringify(events), items, null, ['[].id'])).toEqual([]);
  expect(told(items, JSON.stringify(events))).toEqual(['[0].id: expected 2, got 1']);
  expect(told('["a"]', '"a: b"')).toHaveLength(1);
  expect(told('[]', '""')).toHaveLength(1);
});

describe('equal', () => {
  test.each([
    ['texts', '"a"', '"a"'],
    ['keys in another order', '{"a":1,"b":[true,null]}', '{"b":[true,null],"a":1}'],
    ['floats that nearly are', '[0.1,1e-300,1e300]', '[0.10000001,1.0000001e-300,1.0000001e300]'],
    ['a sum that ought to be zero', '0.0', '1e-13'],
    ['a whole float and a whole number', '{"a":1}', '{"a":1.0}'],
    ['a whole float that is nearly another', '1000000.0', '1000000.5'],
    ['long whole numbers', '9007199254740993', '9007199254740993'],
    ['NaN, which is null in JSON', 'null', 'null'],
  ])('%s', (_, expected, actual) => {
    expect(told(expected, actual)).toEqual([]);
    expect(told(actual, expected)).toEqual([]);
  });

  test('within a tolerance of its own, whole numbers too', () => {
    expect(told('[100,2.0]', '[101,2.01]', 0.01)).toEqual([]);
    expect(told('[100,2.0]', '[102,2.1]', 0.01)).toHaveLength(2);
    expect(told('0.1', '0.10000001', 0)).toHaveLength(1);
  });
});

describe('different', () => {
  test.each([
    ['whole numbers, however large', '1000000', '1000001', ': expected 1000000, got 1000001'],
    ['long whole numbers', '9007199254740993', '9007199254740992', ': expected 9007199254740993, got 9007199254740992'],
    ['floats', '{"p":[[0.1,0.25]]}', '{"p":[[0.1,0.2501]]}', 'p[0][1]: expected 0.25, got 0.2501'],
    ['a number and null', '1.5', 'null', ': expected 1.5, got null'],
    ['a number and a text', '1', '"1"', ': expected 1, got "1"'],
    ['a list and a map', '[]', '{}', ': expected [], got {}'],
    ['lengths', '{"a":[1]}', '{"a":[1,2]}', 'a: expected 1 item, got 2 items'],
    ['a key that is missing', '{"a":1,"b":[0.5]}', '{"a":1}', 'b: missing: expected [0.5]'],
    ['a key too many', '{}', '{"a":{"b":1.0}}', 'a: not expected: {"b":1.0}'],
    ['a key of every object', '{}', '{"constructor":1}', 'constructor: not expected: 1'],
  ])('%s', (_, expected, actual, difference) => {
    expect(told(expected, actual)).toEqual([difference]);
  });

  test('all places are told, and long values are cut', () => {
    const expected = JSON.stringify({ a: [1, 2, 3], b: 'x'.repeat(100) });
    const actual = JSON.stringify({ a: [1, 0, 0], b: '' });
    expect(told(expected, actual)).toEqual([
      'a[1]: expected 2, got 0',
      'a[2]: expected 3, got 0',
      `b: expected "${'x'.repeat(59)}…, got ""`,
    ]);
  });
});

import { assert, constantFrom, json, nat, oneof, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findJsonError } from './json-error.ts';

describe('findJsonError', () => {
  it.each([
    ['{"a": 1,}', 1, 9, 'expected a name in double quotes, found "}"', 'JSON has no comma after the last item.'],
    ["{'inputs': [1]}", 1, 2, `expected a name in double quotes, found "'"`, 'JSON has double quotes: "text".'],
    ['{"a": True}', 1, 7, 'expected a value, found "True"', 'Write `true`.'],
    ['[None]', 1, 2, 'expected a value, found "None"', 'JSON has no such value; write `null`.'],
    ['{"a": [1, 2}', 1, 12, 'expected "," or "]", found "}"', null],
    ['{"a":\n  [1, 2', 2, 8, 'expected "," or "]", the text ends', null],
    ['{"a" 1}', 1, 6, 'expected ":", found "1"', null],
    ['"abc', 1, 5, 'expected the closing double quote, the text ends', null],
    [String.raw`"a\qb"`, 1, 3, String.raw`expected an escape such as \n or \u00e4, found "\\"`, null],
    ['1 2', 1, 3, 'expected the end, found "2"', null],
    ['01', 1, 2, 'expected the end, found "1"', null],
    ['['.repeat(100_000), 1, 1001, 'expected at most 1000 levels, found "["', null],
    ['', 1, 1, 'expected a value, the text ends', null],
  ])('%j', (text, ...[line, column, message, hint]) => {
    expect(findJsonError(text)).toMatchObject({ line, column, message, hint });
  });

  it('agrees with JSON.parse about what is JSON', () => {
    const almostJson = tuple(json(), nat(), constantFrom('', ',', '}', '"', '0', '\\', '\n', 'e', '-')).map(
      ([text, at, inserted]) => text.slice(0, at % (text.length + 1)) + inserted + text.slice(at % (text.length + 1)),
    );
    assert(
      property(oneof(almostJson, string()), (text) => {
        expect(findJsonError(text) === null).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

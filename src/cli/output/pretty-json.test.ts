import { assert, jsonValue, property, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compactJson } from '../../core/json/json-tokens.ts';
import { prettyJson } from './pretty-json.ts';

describe('prettyJson', () => {
  it('keeps on one line what fits, and every digit', () => {
    const answer =
      '{"predictions":[1,12345678901234567890,1.50],"probabilities":[[0.25,0.5,0.25],[0.1,0.2,0.7]],"n":{},"e":[]}';
    expect(prettyJson(answer, 60)).toMatchInlineSnapshot(`
      "{
        "predictions": [1, 12345678901234567890, 1.50],
        "probabilities": [[0.25, 0.5, 0.25], [0.1, 0.2, 0.7]],
        "n": {},
        "e": []
      }"
    `);
  });

  it('changes nothing but white space', () => {
    assert(
      property(jsonValue(), integer({ min: 1, max: 100 }), (value, columns) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(prettyJson(text, columns))).toEqual(JSON.parse(text));
        expect(compactJson(prettyJson(text, columns))).toBe(text);
      }),
    );
  });
});

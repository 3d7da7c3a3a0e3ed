import { expect, test } from 'vitest';

import { parsePipConfig } from './pip-config.ts';

const TEXT = `\
; of the company
[global]
index-url = https://a/simple
extra_index_url =
    https://b/simple
    # a comment
    https://c/simple
[list]
format = columns
[install]
Index-URL: https://d/simple
`;

test('the sections that an installation reads, with values of several lines', () => {
  expect([...parsePipConfig(TEXT)]).toEqual([
    ['index-url', 'https://d/simple'],
    ['extra-index-url', 'https://b/simple https://c/simple'],
  ]);
});

test.each(['', 'index-url = https://a\n', 'no config at all', '[global]\n  x\n'])('nothing in %j', (text) => {
  expect([...parsePipConfig(text)]).toEqual([]);
});

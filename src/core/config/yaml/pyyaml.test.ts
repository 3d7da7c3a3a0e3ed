import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';

import vectors from '../../../../test/yaml-vectors/pyyaml.json' with { type: 'json' };
import { toExactJson } from './exact-number.ts';
import { parseYaml, yamlOptions } from './parse-yaml.ts';
import { toPlainValue } from './plain-value.ts';

interface Vector {
  readonly text: string;
  readonly type?: string;
  readonly json?: string;
  readonly error?: string;
}

/** What PyYAML refuses and we read: two reserved words, and an anchor that is given a second time (which YAML allows). */
const MORE_LENIENT = new Set(['=\n', '<<\n', 'a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n']);

const all: readonly Vector[] = vectors.vectors;

function read(text: string): { json: string; problems: number } {
  const parsed = parseYaml(text);
  if ('kind' in parsed) return { json: '', problems: 1 };
  const { value, problems } = toPlainValue(parsed, { exactNumbers: true });
  return { json: toExactJson(value), problems: problems.filter((problem) => problem.kind === 'syntax').length };
}

describe('reads what PyYAML reads', () => {
  test.each(all.filter((vector) => vector.error !== undefined && !MORE_LENIENT.has(vector.text)))(
    'refuses $text',
    ({ text }) => {
      expect(read(text).problems).toBe(1);
    },
  );

  test.each(all.filter((vector) => vector.type === 'date' || vector.type === 'datetime'))(
    'keeps the text of the date $text',
    ({ text }) => {
      expect(read(text)).toEqual({ json: JSON.stringify(text.trim()), problems: 0 });
    },
  );

  test.each(all.filter((vector) => vector.json !== undefined && !vector.type?.startsWith('date')))(
    'reads $text',
    ({ text, json }) => {
      expect(read(text)).toEqual({ json, problems: 0 });
    },
  );
});

test('writes text such that PyYAML reads text again', () => {
  // Single words: documents are not what one writes as a value.
  const misread = all.filter((vector) => vector.type !== 'str' && /^[^-\n{[#]\S*\n$/.test(vector.text));
  const unquoted = misread.filter((vector) => {
    const written = stringify(vector.text.trim(), yamlOptions).trim();
    return !/^["']/.test(written);
  });
  expect(unquoted).toEqual([]);
});

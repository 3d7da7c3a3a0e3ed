// The page of all config fields: what it shows can be copied.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { parseConfig } from '../../src/core/config/parse-config.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/config.md'), 'utf8');
const examples = [...page.matchAll(/^## (.*?)\n(?:(?!^## ).*\n)*?```yaml\n([^`]*)```/gm)];

test.each(examples.map(([, title, text]) => [title, text ?? '']))('the example of %s is valid', (_, text) => {
  const { config, issues } = parseConfig(text, { file: 'config.yaml' });
  expect(config).not.toBeNull();
  // What is done in images alone is valid, and said.
  expect(issues.filter(({ code }) => code !== 'CONFIG_IMAGE_ONLY')).toEqual([]);
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(8);
});

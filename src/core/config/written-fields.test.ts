import { expect, test } from 'vitest';

import { parseConfig } from './parse-config.ts';

function written(text: string): readonly string[] {
  return parseConfig(text, { file: 'config.yaml' }).written;
}

test('a value that is also the default counts as written', () => {
  expect(written('resources: {cpu: "1"}\nruntime: {predict_concurrency: 1}\nrequirements: []\n')).toEqual([
    'resources',
    'resources.cpu',
    'runtime',
    'runtime.predict_concurrency',
    'requirements',
  ]);
});

test.each(['workers', 'num_workers'])('a field with two names is written under both: %s', (name) => {
  const fields = written(`runtime: {${name}: 1}\n`);
  expect(fields).toContain('runtime.num_workers');
  expect(fields).toContain('runtime.workers');
});

test.each([
  ['nothing', ''],
  ['null', 'resources:\nrequirements:\n'],
  ['a key that nobody knows', 'nonsense: 1\n'],
])('%s is no field', (_, text) => {
  expect(written(text)).toEqual([]);
});

test('a section with nothing but nulls in it gives no field of its own', () => {
  expect(written('resources: {cpu: null, nonsense: 1}\n')).toEqual(['resources']);
});

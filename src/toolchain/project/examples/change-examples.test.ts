import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { changeExamples } from './change-examples.ts';

useTemporaryHome();

const FILE = '# mine\n- {name: a, input: 1}  # the first\n';

function read(directory: string, file = 'examples.yaml'): string {
  return readFileSync(join(directory, file), 'utf8');
}

test('examples are added and replaced where the config has them', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'examples_filename: tries/all.yaml\n' });
  await changeExamples(directory, [{ name: 'a', body: '{"inputs": [[1.0]]}' }], 'add');
  await changeExamples(directory, [{ name: 'b', body: 'null' }], 'add');
  const first = '- name: a\n  input:\n    inputs:\n      - [1.0]\n';
  expect(read(directory, 'tries/all.yaml')).toBe(`${first}- name: b\n  input: null\n`);
  await changeExamples(directory, [{ name: 'a', body: '{"inputs":[[1.0]]}' }], 'replace');
  expect(read(directory, 'tries/all.yaml')).toBe(first);
});

test('bad ones are refused before anything is written', async () => {
  const directory = temporaryTruss({ 'config.yaml': '', 'examples.yaml': FILE });
  const twice = [
    { name: 'a', body: '1' },
    { name: 'a', body: '2' },
    { name: '', body: '3' },
  ];
  await expect(changeExamples(directory, twice, 'add')).rejects.toMatchObject({
    code: 'EXAMPLES_INVALID',
    issues: [{ message: 'example 3 must have a `name`, which is text' }, { message: 'two examples are named a' }],
  });
  expect(read(directory)).toBe(FILE);

  const broken = temporaryTruss({ 'config.yaml': '', 'examples.yaml': 'a: 1\n' });
  await expect(changeExamples(broken, [], 'replace')).rejects.toMatchObject({ code: 'EXAMPLES_INVALID' });
  await expect(changeExamples(join(broken, 'no'), [], 'add')).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  expect(existsSync(join(broken, 'no'))).toBe(false);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss } from '../../../test/support/temporary-home.ts';
import { openProject } from '../../toolchain/project/open/open-project.ts';
import { exampleKeeper } from './keep-example.ts';

const EXAMPLES = '# What we ask.\n- name: one\n  input: {x: 1.0} # a float\n';

test('an example is written behind the others, which stay as they are', async () => {
  const directory = temporaryTruss({
    'config.yaml': 'model_name: a\n',
    'model/model.py': 'class Model: ...\n',
    'examples.yaml': EXAMPLES,
  });
  const keep = exampleKeeper([await openProject(directory)]);
  await keep('a', { name: 'two', method: 'predict', input: '{"x": 2.0}', output: '[0.50]' });
  const written = (): string => readFileSync(join(directory, 'examples.yaml'), 'utf8');
  expect(written()).toBe(`${EXAMPLES}- name: two\n  input:\n    x: 2.0\n  output: [0.5]\n`);
  const before = written();
  await expect(keep('a', { name: 'one', method: 'predict', input: '1', output: null })).rejects.toMatchObject({
    code: 'EXAMPLES_INVALID',
    message: 'examples.yaml has an example "one" already.',
  });
  await expect(keep('b', { name: 'x', method: 'predict', input: '1', output: null })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
  });
  expect(written()).toBe(before);
});

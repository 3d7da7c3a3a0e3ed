import { spawnSync } from 'node:child_process';
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { homeVariables, temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { openProbeCache } from './probe-cache.ts';
import { probePython } from './probe-python.ts';

useTemporaryHome();
const { TRUSS_PYTHON, TRUSS_UV } = homeVariables('');

test('a virtual environment is told with the interpreter behind it', async () => {
  const venv = temporaryTruss({});
  spawnSync(TRUSS_UV, ['venv', '--quiet', '--clear', '--python', TRUSS_PYTHON, venv]);
  const path = join(venv, 'bin', 'python');
  const python = await probePython(path, await openProbeCache());
  expect(python).toMatchObject({ path, minor: Number(python?.version.split('.')[1]) });
  expect(python?.base.startsWith(venv)).toBe(false);
  expect(realpathSync(python?.base ?? '')).toBe(realpathSync(path));
});

test('an answer is remembered until the file changes', async () => {
  const cache = await openProbeCache();
  const python = await probePython(TRUSS_PYTHON, cache);
  await cache.save();
  const { size, mtimeMs } = statSync(TRUSS_PYTHON);
  const later = await openProbeCache();
  expect(later.get(TRUSS_PYTHON, `${size}:${mtimeMs}`)).toEqual(python);
  expect(later.get(TRUSS_PYTHON, `${size}:0`)).toBeUndefined();
});

test('what is no Python is none', async () => {
  const cache = await openProbeCache();
  const directory = temporaryTruss({ file: 'text' });
  expect(await probePython(join(directory, 'file'), cache)).toBeNull();
  expect(await probePython(join(directory, 'nothing'), cache)).toBeNull();
  expect(await probePython('/bin/echo', cache)).toBeNull();
});

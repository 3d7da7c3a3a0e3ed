import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { currentPython } from '../python/current-python.ts';
import { ensureWorkerPackages, findWorkerPackages } from './worker-packages.ts';

const home = useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

/** For a Python of which nothing is there yet. */
async function options(version: string): Promise<{ python: string; version: string; cwd: string }> {
  const { path: python } = await currentPython();
  return { python, version, cwd: temporaryTruss({}) };
}

function folders(): string[] {
  return readdirSync(join(home(), 'worker-packages'));
}

test('installs them once, for a minor version of Python', async () => {
  const { python, version, cwd } = await options((await currentPython()).version);
  const minor = version.split('.').slice(0, 2).join('.');
  expect(await findWorkerPackages(version)).toBeNull();
  const folder = await ensureWorkerPackages({ python, version, cwd });
  if (folder === null) throw new Error('there is no folder');
  expect(await findWorkerPackages(version)).toBe(folder);
  expect(folders()).toEqual([minor]);
  const script = 'import orjson, sys; print(orjson.__file__.startswith(sys.argv[1]), orjson.loads("[1]"))';
  const said = execFileSync(python, ['-S', '-c', script, folder], { env: { PYTHONPATH: folder }, encoding: 'utf8' });
  expect(said).toBe('True [1]\n');
  vi.stubEnv('TRUSS_UV', join(home(), 'no-uv'));
  expect(await ensureWorkerPackages({ python, version, cwd })).toBe(folder);
});

test('does without where the index cannot be reached, and leaves nothing behind', async () => {
  vi.stubEnv('UV_DEFAULT_INDEX', 'http://127.0.0.1:9/simple');
  vi.stubEnv('UV_NO_CACHE', '1');
  expect(await ensureWorkerPackages(await options('3.90.0'))).toBeNull();
  expect(folders().filter((name) => name.startsWith('3.90'))).toEqual([]);
});

test('does without where there is no uv', async () => {
  vi.stubEnv('TRUSS_UV', join(home(), 'no-uv'));
  expect(await ensureWorkerPackages(await options('3.91.0'))).toBeNull();
});

test('ends with its caller', async () => {
  const reason = new Error('Ctrl-C');
  const signal = AbortSignal.abort(reason);
  await expect(ensureWorkerPackages({ ...(await options('3.92.0')), signal })).rejects.toBe(reason);
  expect(folders().filter((name) => name.startsWith('3.92'))).toEqual([]);
});

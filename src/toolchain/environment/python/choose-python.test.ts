import { chmodSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import { choosePython } from './choose-python.ts';
import type { FetchPython } from './fetch-python.ts';
import { findPython, findPythons } from './find-python.ts';

useTemporaryHome();

let machine = '';

/** A machine without any Python but those that a test puts there, and those of the system, whose place is fixed. */
beforeEach(() => {
  machine = temporaryTruss({});
  vi.stubEnv('HOME', machine);
  vi.stubEnv('PATH', `${machine}/bin:${machine}/other`);
  vi.stubEnv('TRUSS_PYTHON', '');
  for (const name of ['PYENV_ROOT', 'UV_PYTHON_INSTALL_DIR', 'XDG_DATA_HOME', 'CONDA_PREFIX', 'CONDA_EXE']) {
    vi.stubEnv(name, undefined);
  }
  onTestFinished(() => void vi.unstubAllEnvs());
});

/** Puts a program at a path that answers as a Python of a version does. */
function python(path: string, version: string, implementation = 'cpython\\ngil'): string {
  const place = join(machine, path);
  return program(path, `printf 'truss-probe\\n${version}\\n${implementation}\\n${place}\\n${place}\\n'`);
}

function program(path: string, script: string): string {
  const place = join(machine, path);
  writeFiles(machine, { [path]: `#!/bin/sh\n${script}\n` });
  chmodSync(place, 0o755);
  return place;
}

async function chosen(wanted: number | null, ofLock: number | null = null, ranges: string[] = []): Promise<string> {
  const { python: taken, warning } = await choosePython({ wanted, lockMinor: ofLock, ranges });
  const words = `${taken.path} ${taken.version}${warning === null ? '' : ` (${warning.message} ${warning.hint})`}`;
  return words.replaceAll(machine, '');
}

describe('a version that is written', () => {
  test('is found by its number on the PATH, behind shims that fail', async () => {
    program('bin/python3.10', 'echo "pyenv: python3.10: command not found" >&2; exit 127');
    python('other/python3.10', '3.10.4');
    expect(await chosen(10)).toBe('/other/python3.10 3.10.4');
  });

  test('is first looked for where truss was launched', async () => {
    python('bin/python3.10', '3.10.4');
    vi.stubEnv('TRUSS_PYTHON', python('mine/bin/python', '3.10.9'));
    expect(await chosen(10)).toBe('/mine/bin/python 3.10.9');
    expect(await findPython(12)).toBeNull();
  });

  test.each([
    ['.pyenv/versions/3.12.1/bin/python3.12'],
    ['miniconda3/bin/python3.12'],
    ['.local/share/uv/python/cpython-3.12.4-linux-x86_64-gnu/bin/python3.12'],
    ['bin/python3'],
    ['other/python'],
  ])('is found at %s', async (path) => {
    python(path, '3.12.9');
    expect(await chosen(12)).toBe(`/${path} 3.12.9`);
  });

  test('of conda is found in every environment that it lists', async () => {
    python('envs/deep/bin/python3.12', '3.12.2');
    writeFiles(machine, { '.conda/environments.txt': `${machine}/gone\n${machine}/envs/deep\n` });
    expect(await chosen(12)).toBe('/envs/deep/bin/python3.12 3.12.2');
  });

  test('of pyenv is the newest of several', async () => {
    python('.pyenv/versions/3.12.9/bin/python3.12', '3.12.9');
    python('.pyenv/versions/3.12.10/bin/python3.12', '3.12.10');
    expect(await chosen(12)).toBe('/.pyenv/versions/3.12.10/bin/python3.12 3.12.10');
  });

  test('is never PyPy, a Python without the GIL, or Python 2', async () => {
    python('bin/python3.12', '3.12.1', 'pypy\\ngil');
    python('other/python3.12', '3.12.2', 'cpython\\nnogil');
    program('bin/python', 'exit 2');
    expect(await findPython(12)).toBeNull();
  });

  test('that is nowhere is told with what is there', async () => {
    python('bin/python3.12', '3.12.9');
    const error: unknown = await choosePython({ wanted: 15 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ENV_PYTHON_MISSING' });
    const { message, hint } = error as { message: string; hint: string };
    // The system's own Pythons differ from machine to machine.
    const words = message.replaceAll(machine, '').replace(/(3\.12\.9 \([^)]*\)).*\./, '$1, ….');
    expect(`${words}\n${hint}`).toMatchInlineSnapshot(`
      "python_version asks for Python 3.15, and there is none here. Found: 3.12.9 (/bin/python3.12), ….
      Either install one (\`uv python install 3.15\` does), or write another version, such as python_version: py312."
    `);
  });
});

describe('no version', () => {
  test('is the Python that launched truss', async () => {
    python('bin/python3', '3.12.1');
    vi.stubEnv('TRUSS_PYTHON', python('mine/bin/python', '3.10.9'));
    expect(await chosen(null)).toBe('/mine/bin/python 3.10.9');
  });

  test('is that of the lock, where it is here', async () => {
    python('bin/python3', '3.12.1');
    python('bin/python3.10', '3.10.4');
    expect(await chosen(null, 10)).toBe('/bin/python3.10 3.10.4');
    expect(await chosen(null, 15)).toBe('/bin/python3 3.12.1');
  });

  test('is that of the shell', async () => {
    python('other/python', '3.12.1');
    expect(await chosen(null)).toBe('/other/python 3.12.1');
  });

  test('is the nearest to one that is too old, with a word about it', async () => {
    vi.stubEnv('TRUSS_PYTHON', python('old/bin/python', '3.8.18'));
    python('bin/python3.9', '3.9.2');
    expect(await chosen(null)).toMatchInlineSnapshot(`"/bin/python3.9 3.9.2 (Python 3.8.18 (/old/bin/python) is too old for models, so Python 3.9.2 (/bin/python3.9) was taken, the nearest one. Write python_version: py39 to make this the truss's own choice.)"`);
  });
});

describe('a pyproject.toml that asks for a Python', () => {
  test('gets one that fits where no version is written, whatever launched truss and the lock', async () => {
    vi.stubEnv('TRUSS_PYTHON', python('mine/bin/python', '3.10.9'));
    python('bin/python3.12', '3.12.1');
    python('bin/python3.13', '3.13.0');
    expect(await chosen(null, 10, ['>=3.12'])).toBe('/bin/python3.12 3.12.1');
    expect(await chosen(null, 10, ['>=3.12.2'])).toBe('/bin/python3.13 3.13.0');
    expect(await chosen(null, 10, ['>=3.9,<3.11', '>=3.13'])).toBe('/mine/bin/python 3.10.9');
  });

  test('is told with both versions where the config asks for another one', async () => {
    python('bin/python3.12', '3.12.1');
    await expect(choosePython({ wanted: 12, ranges: ['>=3.13'] })).rejects.toMatchObject({
      code: 'ENV_PYTHON_UNSUPPORTED',
      message: 'python_version asks for Python 3.12 (here 3.12.1), and pyproject.toml for >=3.13.',
    });
  });

  test('is told with what is here where none fits', async () => {
    python('bin/python3', '3.12.1');
    await expect(choosePython({ wanted: null, ranges: ['>=3.98'] })).rejects.toMatchObject({
      code: 'ENV_PYTHON_MISSING',
      message: expect.stringMatching(/^pyproject.toml asks for Python >=3.98, and there is none here. Found: .*3\.12\.1 /),
    });
  });
});

describe('a Python that is not here', () => {
  /** Fetches as uv does: to where it is looked for. */
  function fetching(minors: number[], problem: string | null = null): FetchPython {
    return async (minor) => {
      minors.push(minor);
      if (problem === null) {
        python(`.local/share/uv/python/cpython-3.${minor}.7/bin/python3.${minor}`, `3.${minor}.7`);
      }
      return problem;
    };
  }

  test.each([
    ['that the config asks for', { wanted: 31 }, 31],
    ['that pyproject.toml asks for is the newest tested one that fits', { wanted: null, ranges: ['<3.6', '==3.13.99', '==3.12.99'] }, 13],
  ])('%s is fetched', async (_, choice, minor) => {
    vi.stubEnv('TRUSS_PYTHON', python('old/bin/python', '3.8.18'));
    vi.stubEnv('PATH', '');
    const minors: number[] = [];
    const { python: taken } = await choosePython({ ...choice, fetch: fetching(minors) });
    expect([minors, taken.version]).toEqual([[minor], `3.${minor}.7`]);
  });

  test('and cannot be fetched is told with the reason', async () => {
    await expect(choosePython({ wanted: 31, fetch: fetching([], 'downloads are off') })).rejects.toMatchObject({
      code: 'ENV_PYTHON_MISSING',
      message: expect.stringMatching(
        /^python_version asks for Python 3.31, and there is none here. uv has not fetched one: downloads are off\. /,
      ),
    });
  });

  test('that no range allows is not asked for', async () => {
    python('bin/python3', '3.12.1');
    const minors: number[] = [];
    await expect(choosePython({ wanted: null, ranges: ['>=3.98'], fetch: fetching(minors) })).rejects.toMatchObject({
      code: 'ENV_PYTHON_MISSING',
    });
    expect(minors).toEqual([]);
  });
});

test('a Python that can be reached in several ways is listed once', async () => {
  const base = python('real/bin/python3.12', '3.12.1');
  for (const path of ['bin/python3.12', 'bin/python3', 'other/python']) program(path, `exec ${base} "$@"`);
  const found = (await findPythons()).map(({ path }) => path).filter((path) => path.startsWith(machine));
  expect(found).toEqual([base]);
});

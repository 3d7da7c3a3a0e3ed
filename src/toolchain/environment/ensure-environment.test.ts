import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../test/support/temporary-home.ts';
import { openProject } from '../project/open/open-project.ts';
import type { Environment, EnsureOptions } from './ensure-environment.ts';
import { ensureEnvironment } from './ensure-environment.ts';
import { readLockEntries } from './lock-file/lock-file.ts';

const home = useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

const MODEL = 'class Model:\n    def predict(self, request):\n        return request\n';

async function ensure(directory: string, options: Partial<EnsureOptions> = {}): Promise<Environment> {
  return ensureEnvironment(await openProject(directory), { source: 'isolated', ...options });
}

function truss(config: string, files: Record<string, string> = {}): string {
  return temporaryTruss({ 'config.yaml': `python_version: py311\n${config}`, 'model/model.py': MODEL, ...files });
}

function lockOf(directory: string): string {
  return readFileSync(join(directory, 'requirements.lock'), 'utf8');
}

function installed({ python }: Environment): string[] {
  const script =
    'import importlib.metadata as m; print("\\n".join(d.name + "==" + d.version for d in m.distributions()))';
  return execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split('\n').sort();
}

/** A uv that fails the test as soon as it is run. */
function forbidUv(): void {
  vi.stubEnv('TRUSS_UV', join(home(), 'no-uv'));
}

describe('the first time', () => {
  test('locks with hashes and builds what the lock says', async () => {
    const directory = truss('requirements: ["six==1.16.0"]');
    const phases: string[] = [];
    const environment = await ensure(directory, { progress: ({ message }) => phases.push(message) });
    expect(environment).toMatchObject({ created: true, lockPath: join(directory, 'requirements.lock'), warnings: [] });
    expect(installed(environment)).toEqual(['six==1.16.0']);
    expect(environment.version).toMatch(/^3\.11\./);
    expect(lockOf(directory).replace(/sha256:[0-9a-f]{32}\n/, 'sha256:DIGEST\n')).toMatchInlineSnapshot(`
      "# Every package that this truss runs on, at one version, with the hashes of its files.
      # Made by Truss: change the requirements, not this file, and keep it with the truss.
      # python: 3.11
      # sources: sha256:DIGEST
      # as of: 2023-10-25, by the age of the requirements and of this Python

      six==1.16.0 \\
          --hash=sha256:1e61c37477a1626458e36f7b1d82aa5c9b094fa4802892072e49de9c60c4c926 \\
          --hash=sha256:8abb2f1d86890a2dfb989f9a77cfcfd3e47c2a354b01111771326f8aa26e0254
      "
    `);
    expect(phases.map((message) => message.replace(environment.version, 'VERSION'))).toMatchInlineSnapshot(`
      [
        "Resolving the requirements for Python VERSION",
        "Installing 1 package for Python VERSION",
      ]
    `);
  });

  test('without requirements, makes an environment without a network', async () => {
    vi.stubEnv('UV_OFFLINE', '1');
    const directory = truss('');
    const environment = await ensure(directory);
    expect(environment).toMatchObject({ created: true, warnings: [] });
    expect(existsSync(environment.python)).toBe(true);
    expect(lockOf(directory)).toContain('# python: 3.11\n');
  });
});

describe('when everything is there', () => {
  test('starts nothing', async () => {
    const directory = truss('requirements: [idna]');
    const first = await ensure(directory);
    const lock = lockOf(directory);
    forbidUv();
    vi.stubEnv('TRUSS_PYTHON', join(home(), 'no-python'));
    vi.stubEnv('PATH', '');
    expect(await ensure(directory, { frozen: true })).toEqual({ ...first, created: false });
    expect(lockOf(directory)).toBe(lock);
  });

  test('an edit of the model that imports nothing new needs no uv', async () => {
    const directory = truss('requirements: ["six==1.16.0"]');
    const first = await ensure(directory);
    forbidUv();
    writeFiles(directory, { 'model/model.py': `import json\nimport six\n${MODEL}` });
    expect(await ensure(directory)).toEqual({ ...first, created: false });
  });

  test('trusses with equal locks share an environment', async () => {
    const [first, second] = [truss('requirements: ["six==1.16.0"]'), truss('requirements: ["six >=1.16,<1.16.1"]')];
    const made = await ensure(first);
    const shared = await ensure(second);
    expect(shared.created).toBe(false);
    expect(shared.python).toBe(made.python);
  });

  test('is built anew where its Python has gone', async () => {
    const directory = truss('requirements: ["six==1.15.0"]');
    const first = await ensure(directory);
    rmSync(first.python);
    const second = await ensure(directory);
    expect(second.created).toBe(true);
    expect(installed(second)).toEqual(['six==1.15.0']);
    expect(existsSync(first.python)).toBe(false);
  });
});

describe('a lock that does not fit', () => {
  test('is made anew, and keeps the versions that it can', async () => {
    const directory = truss('requirements: ["packaging<22"]');
    await ensure(directory);
    writeFiles(directory, { 'config.yaml': 'python_version: py311\nrequirements: [packaging, six]\n' });
    const environment = await ensure(directory);
    expect(installed(environment)).toEqual(expect.arrayContaining(['packaging==21.3']));
    expect(environment.warnings.map(({ code, message }) => `${code}: ${message}`)).toMatchInlineSnapshot(`
      [
        "ENV_LOCK_STALE: The lock was made anew, because the requirements have changed since. What could keep its version has kept it.",
      ]
    `);
  });

  test('of another Python is made anew', async () => {
    const directory = truss('requirements: ["six==1.16.0"]');
    await ensure(directory);
    writeFiles(directory, { 'config.yaml': 'python_version: py312\nrequirements: ["six==1.16.0"]\n' });
    const environment = await ensure(directory);
    expect(environment.version).toMatch(/^3\.12\./);
    expect(environment.warnings.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "The lock was made anew, because it is for Python 3.11, and the config asks for 3.12. What could keep its version has kept it.",
      ]
    `);
  });

  test('with the marks of an unfinished merge is made anew', async () => {
    const directory = truss('requirements: ["six<1.17"]');
    await ensure(directory);
    const lock = lockOf(directory);
    writeFileSync(join(directory, 'requirements.lock'), `${lock}\n<<<<<<< HEAD\nsix==1.15.0\n=======\n>>>>>>> main\n`);
    const { warnings } = await ensure(directory);
    expect(warnings.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "The lock was made anew, because it is not as Truss writes it. What could keep its version has kept it.",
      ]
    `);
    expect(readLockEntries(lockOf(directory)).map(({ requirement }) => requirement)).toEqual(['six==1.16.0']);
  });

  test.each([
    [
      (directory: string) => rmSync(join(directory, 'requirements.lock')),
      'DIR has no requirements.lock, and with --frozen none is made.',
    ],
    [
      (directory: string) => writeFiles(directory, { 'config.yaml': 'python_version: py311\nrequirements: [idna]\n' }),
      'DIR/requirements.lock cannot be used: the requirements have changed since. With --frozen it is not made anew.',
    ],
    [
      (directory: string) =>
        writeFiles(directory, { 'config.yaml': 'python_version: py310\nrequirements: ["six==1.16.0"]\n' }),
      'DIR/requirements.lock cannot be used: it is for Python 3.11, and the config asks for 3.10. With --frozen it is not made anew.',
    ],
    [
      (directory: string) => writeFiles(directory, { 'requirements.lock': 'six==1.16.0\n' }),
      'DIR/requirements.lock cannot be used: it is not as Truss writes it. With --frozen it is not made anew.',
    ],
  ])('is an error with --frozen, and nothing is written (%#)', async (change, told) => {
    const directory = truss('requirements: ["six==1.16.0"]');
    await ensure(directory);
    change(directory);
    const files = readdirSync(directory);
    forbidUv();
    const error: unknown = await ensure(directory, { frozen: true }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ENV_LOCK_STALE', hint: expect.stringContaining('truss env create') });
    expect(error).toMatchObject({ message: told.replace('DIR', directory) });
    expect(readdirSync(directory)).toEqual(files);
  });
});

describe('packages that the code imports without requiring them', () => {
  test('are locked and named', async () => {
    const directory = truss('requirements: ["six==1.16.0"]', {
      'model/model.py': `import os\nimport yaml.nodes\nimport six\nfrom mine import thing\nfrom joblib import load\n${MODEL}`,
      'packages/mine.py': 'thing = 1\n',
      'packages/joblib.py': 'load = None\n',
    });
    const environment = await ensure(directory);
    expect(installed(environment)).toEqual([expect.stringMatching(/^pyyaml==/i), 'six==1.16.0']);
    expect(lockOf(directory)).toContain('\n# implied: pyyaml\n');
    expect(
      environment.warnings.map(({ code, message, hint, file, line }) => ({
        code,
        message: message.replace(/==[\d.]+/, '==VERSION'),
        hint,
        place: `${file?.replace(directory, 'DIR')}:${line}`,
      })),
    ).toMatchInlineSnapshot(`
      [
        {
          "code": "ENV_REQUIREMENT_IMPLIED",
          "hint": "Write pyyaml among the requirements to choose its version.",
          "message": "The code imports yaml.nodes, which no requirement brings along: pyyaml==VERSION was added to the lock.",
          "place": "DIR/model/model.py:2",
        },
      ]
    `);
  });

  test('are not added where they are required, or come along anyway', async () => {
    const directory = truss('requirements: [requests]', {
      'model/model.py': `import requests, urllib3, yaml_not\n${MODEL}`,
    });
    const environment = await ensure(directory);
    expect(environment.warnings).toEqual([]);
  });
});

test('python_version of 2022 runs on the oldest Python that is supported, with a warning', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'python_version: py38\n', 'model/model.py': MODEL });
  const environment = await ensure(directory);
  expect(environment.version).toMatch(/^3\.9\./);
  const words = environment.warnings.map(({ path, line, message, hint }) => `${path}:${line} ${message} ${hint}`);
  expect(words).toMatchInlineSnapshot(`
    [
      "python_version:1 Python 3.8 is no longer supported, so this truss runs on 3.9. Write python_version: py39, or a newer one.",
    ]
  `);
});

test('--env current uses the Python at hand as it is', async () => {
  const directory = truss('requirements: [nothing-that-exists]');
  forbidUv();
  const environment = await ensure(directory, { source: 'current' });
  expect(environment).toMatchObject({
    python: process.env['TRUSS_PYTHON'],
    directory: null,
    lockPath: null,
    created: false,
  });
  expect(readdirSync(directory).sort()).toEqual(['config.yaml', 'model']);
});

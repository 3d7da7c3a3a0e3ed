// torch_build: which build of torch is locked, from which index, and that what was locked can be installed.
import { execFileSync } from 'node:child_process';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { freePort } from '../../../../test/support/free-port.ts';
import type { TinyWheel } from '../../../../test/support/package-index.ts';
import { servePackageIndex } from '../../../../test/support/package-index.ts';
import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import type { TrussError } from '../../../core/errors/truss-error.ts';
import { openProject } from '../../project/open/open-project.ts';
import { ensureEnvironment } from '../ensure-environment.ts';
import type { LockOptions, ProjectLock } from './lock-project.ts';
import { lockProject } from './lock-project.ts';

useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

const NUMPY = { name: 'numpy', version: '2.0' };
const PUBLIC: readonly TinyWheel[] = [
  { name: 'torch', version: '2.9', requires: ['numpy', 'cuda'] },
  { name: 'torch', version: '2.8', requires: ['numpy', 'cuda'] },
  { name: 'cuda', version: '13.0' },
  { name: 'embeddings', version: '5.0', requires: ['torch'] },
  NUMPY,
];
/** As PyTorch's: it has old copies of what torch needs, too. */
const OF_TORCH: readonly TinyWheel[] = [
  { name: 'torch', version: '2.8+cpu', requires: ['numpy'] },
  { name: 'numpy', version: '1.0' },
];

/** Addresses of this run's indexes, by what stands for them in what is expected. */
const places = new Map<string, string>();

beforeEach(async () => {
  vi.stubEnv('UV_DEFAULT_INDEX', await indexOf('PUBLIC', PUBLIC));
  vi.stubEnv('TRUSS_TORCH_INDEX', await indexOf('TORCH', OF_TORCH));
});

async function indexOf(name: string, wheels: readonly TinyWheel[]): Promise<string> {
  const address = `http://${await servePackageIndex({ wheels })}/simple`;
  places.set(name, address);
  return address;
}

function truss(config: string, files: Record<string, string> = {}): string {
  return temporaryTruss({ 'config.yaml': `python_version: py311\n${config}`, ...files });
}

async function lock(directory: string, options: LockOptions = {}): Promise<ProjectLock> {
  return lockProject(await openProject(directory), options);
}

function shown(text: string): string {
  return [...places].reduce((said, [name, address]) => said.replaceAll(address, name), text);
}

/** Options and requirements of a lock. */
function pins({ text }: ProjectLock): string[] {
  const lines = text.split('\n').filter((line) => /^(?:--|\w)/.test(line));
  return lines.map((line) => shown(line.replace(/ \\$/, '')));
}

function messages({ warnings }: ProjectLock): string[] {
  return warnings.map(({ line, message, hint }) => shown(`${line}: ${message} ${hint}`));
}

async function failure(directory: string): Promise<string> {
  const error = await lock(directory).then(
    () => null,
    (thrown: unknown) => thrown as TrussError,
  );
  const place = error?.issues.map(({ path, line }) => `${path}, line ${line}`).join('; ');
  return shown(`${error?.code} (${place}): ${error?.message}\n${error?.hint}`);
}

const WITH_CPU = ['--extra-index-url TORCH', 'numpy==2.0', 'torch==2.8+cpu'];
const WITH_GPU = ['cuda==13.0', 'numpy==2.0', 'torch==2.9'];

describe('cpu', () => {
  test('takes torch from its index, all else from the usual one, and what is locked can be installed', async () => {
    const directory = truss('torch_build: cpu\nrequirements: [embeddings]\n');
    const locked = await lock(directory);
    expect(pins(locked)).toEqual(['--extra-index-url TORCH', 'embeddings==5.0', ...WITH_CPU.slice(1)]);
    expect(locked.text).not.toContain('truss-torch-build');
    expect(locked.warnings).toEqual([]);
    const { python } = await ensureEnvironment(await openProject(directory), { source: 'isolated' });
    const question = 'from importlib.metadata import version as of; print(of("torch"), of("numpy"))';
    expect(execFileSync(python, ['-c', question], { encoding: 'utf8' })).toBe('2.8+cpu 2.0\n');
  });

  test.each([
    ['the label of the build that a model was made with', 'requirements: [torch==2.8+cu128]\n', {}],
    ['a requirements.txt', 'requirements_file: r.txt\n', { 'r.txt': 'torch\n' }],
    [
      'a pyproject.toml',
      'requirements_file: pyproject.toml\n',
      {
        'pyproject.toml': '[project]\nname = "mine"\nversion = "1"\ndependencies = ["torch"]\n',
      },
    ],
  ])('with %s', async (_, config, files) => {
    expect(pins(await lock(truss(`torch_build: cpu\n${config}`, files)))).toEqual(WITH_CPU);
  });

  test('counts for the lock: with and without it other locks are made, and torch keeps its version where it can', async () => {
    const directory = truss('requirements: [torch]\n');
    expect(pins(await lock(directory))).toEqual(WITH_GPU);
    writeFiles(directory, { 'config.yaml': 'python_version: py311\ntorch_build: cpu\nrequirements: [torch]\n' });
    const changed = await lock(directory);
    expect([changed.written, pins(changed)]).toEqual([true, WITH_CPU]);
    expect((await lock(directory)).written).toBe(false);
    writeFiles(directory, { 'config.yaml': 'python_version: py311\nrequirements: [torch]\n' });
    expect(pins(await lock(directory))).toEqual(['cuda==13.0', 'numpy==2.0', 'torch==2.8']);
  });

  test('counts more than UV_TORCH_BACKEND, which says what this machine is for', async () => {
    vi.stubEnv('UV_TORCH_BACKEND', 'cu128');
    expect(pins(await lock(truss('torch_build: cpu\nrequirements: [torch]\n')))).toEqual(WITH_CPU);
  });

  test('where its index has none that fits: the index is named, and what to do', async () => {
    expect(await failure(truss('torch_build: cpu\nrequirements: [torch==2.9]\n'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND (torch_build, line 2): The index TORCH has no build of torch for processors that fits torch==2.9.
      Require a version that it has, name another index in TRUSS_TORCH_INDEX, or take torch_build out of the config."
    `);
  });

  test('where its index has no torch at all', async () => {
    vi.stubEnv('TRUSS_TORCH_INDEX', await indexOf('TORCH', [NUMPY]));
    expect(await failure(truss('torch_build: cpu\nrequirements: [torch]\n'))).toMatchInlineSnapshot(`
      "ENV_REQUIREMENT_NOT_FOUND (torch_build, line 2): The index TORCH has no build of torch for processors that fits torch.
      Require a version that it has, name another index in TRUSS_TORCH_INDEX, or take torch_build out of the config."
    `);
  });

  test('where its index cannot be reached, of which no password is told', async () => {
    const port = await freePort();
    vi.stubEnv('TRUSS_TORCH_INDEX', `http://bob:s3cret@127.0.0.1:${port}/cpu`);
    const told = await failure(truss('torch_build: cpu\nrequirements: [torch]\n'));
    expect(told.replaceAll(String(port), 'PORT')).toMatchInlineSnapshot(`
      "ENV_INDEX_UNREACHABLE (torch_build, line 2): The index of torch's builds for processors, http://***@127.0.0.1:PORT/cpu, cannot be read. The package index at 127.0.0.1:PORT cannot be reached: it refuses the connection.
      Name a mirror of it in TRUSS_TORCH_INDEX, or take torch_build out of the config."
    `);
  });

  test('what is wrong with or without it is told as ever', async () => {
    expect(await failure(truss('torch_build: cpu\nrequirements: [torch, nothing-like-it]\n'))).toContain(
      'There is no package nothing-like-it',
    );
  });

  test('its index is not asked where nothing needs torch', async () => {
    vi.stubEnv('TRUSS_TORCH_INDEX', `http://127.0.0.1:${await freePort()}/cpu`);
    const locked = await lock(truss('torch_build: cpu\nrequirements: [numpy]\n'));
    expect([pins(locked), locked.warnings]).toEqual([['numpy==2.0'], []]);
  });
});

describe('auto', () => {
  test('is the build for processors in a truss without a GPU, and the usual one in a truss with one', async () => {
    expect(pins(await lock(truss('torch_build: auto\nrequirements: [torch]\n')))).toEqual(WITH_CPU);
    const withGpu = truss('torch_build: auto\nrequirements: [torch]\nresources: {use_gpu: true}\n');
    expect(pins(await lock(withGpu))).toEqual(WITH_GPU);
  });

  test('takes the usual one where the index has none that fits, and says so', async () => {
    const locked = await lock(truss('torch_build: auto\nrequirements: [torch==2.9]\n'));
    expect(pins(locked)).toEqual(WITH_GPU);
    expect(messages(locked)).toMatchInlineSnapshot(`
      [
        "2: The index TORCH has no build of torch for processors that fits torch==2.9. Require a version that it has, name another index in TRUSS_TORCH_INDEX, or take torch_build out of the config.",
      ]
    `);
  });
});

// What can stand among requirements, and what becomes of it in the lock and in the environment.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test, vi } from 'vitest';

import { buildWheel, fileName, servePackageIndex } from '../../../../test/support/package-index.ts';
import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import { openProject } from '../../project/open/open-project.ts';
import type { Environment } from '../ensure-environment.ts';
import { ensureEnvironment } from '../ensure-environment.ts';
import type { LockOptions, ProjectLock } from './lock-project.ts';
import { lockProject } from './lock-project.ts';

const home = useTemporaryHome();
afterEach(() => vi.unstubAllEnvs());

function truss(lines: readonly string[], files: Record<string, string> = {}): string {
  const requirements = lines.map((line) => `  - ${line}\n`).join('') || '  []\n';
  return temporaryTruss({ 'config.yaml': `python_version: py311\nrequirements:\n${requirements}`, ...files });
}

async function lock(directory: string, options: LockOptions = {}): Promise<ProjectLock> {
  return lockProject(await openProject(directory), options);
}

async function ensure(directory: string): Promise<Environment> {
  return ensureEnvironment(await openProject(directory), { source: 'isolated' });
}

/** The lines of a lock that are no header, without hashes. */
function pins({ text }: ProjectLock): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('# ') && !line.includes('--hash='));
}

function canImport({ python }: Environment, module: string): boolean {
  return execFileSync(python, ['-c', `import ${module}; print("yes")`], { encoding: 'utf8' }) === 'yes\n';
}

function messages(found: { readonly warnings: ProjectLock['warnings'] }, directory: string): string[] {
  return found.warnings.map(({ file, line, message }) => {
    const place = file === undefined ? '' : `${[file, line].join(':')} `;
    return (place + message)
      .replaceAll(directory, 'DIR')
      .replaceAll(home(), 'HOME')
      .replaceAll(/@[0-9a-f]{40}/g, '@COMMIT');
  });
}

const TINY = { name: 'tiny', version: '1.0+cpu' };
const PLAIN = { name: 'tiny', version: '1.0' };

describe('an index of its own', () => {
  test('with a password in the environment: the lock names it, and no file holds the password', async () => {
    const host = await servePackageIndex({ wheels: [TINY], credentials: 'bob:s3cret' });
    vi.stubEnv('UV_INDEX', `http://bob:s3cret@${host}/simple`);
    const directory = truss(['tiny==1.0+cpu']);
    const locked = await lock(directory);
    expect(pins(locked)).toEqual([
      `--extra-index-url http://${host}/simple`,
      'tiny==1.0+cpu \\',
      `    # from http://${host}/simple`,
    ]);
    expect(canImport(await ensure(directory), 'tiny')).toBe(true);
    const { stdout } = spawnSync('grep', ['-rl', 's3cret', directory, home()], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });

  test('with a password in a requirement: it is given to uv and not to the lock', async () => {
    const host = await servePackageIndex({ wheels: [TINY], credentials: 'bob:s3cret' });
    const directory = truss([`--extra-index-url http://bob:s3cret@${host}/simple`, 'tiny']);
    const locked = await lock(directory);
    expect(locked.text).not.toContain('s3cret');
    expect(canImport(await ensure(directory), 'tiny')).toBe(true);
  });

  test('with the name of a variable for its password', async () => {
    const host = await servePackageIndex({ wheels: [TINY], credentials: 'bob:s3cret' });
    vi.stubEnv('TINY_TOKEN', 's3cret');
    const directory = truss([`--index-url http://bob:\${TINY_TOKEN}@${host}/simple`, 'tiny']);
    const locked = await lock(directory);
    expect(pins(locked)).toEqual([`--index-url http://bob:\${TINY_TOKEN}@${host}/simple`, 'tiny==1.0+cpu \\']);
    expect(canImport(await ensure(directory), 'tiny')).toBe(true);
  });

  test('that is not known for a local label: the plain version is taken, with a warning', async () => {
    const host = await servePackageIndex({ wheels: [PLAIN] });
    vi.stubEnv('UV_DEFAULT_INDEX', `http://${host}/simple`);
    const directory = truss(['tiny==1.0+cpu']);
    const locked = await lock(directory);
    expect(pins(locked)).toEqual(['tiny==1.0 \\']);
    expect(messages(locked, directory)).toMatchInlineSnapshot(`
      [
        "DIR/config.yaml:3 No index has tiny==1.0+cpu: tiny==1.0, a file of 1 MB, was taken, which may be another build (for a GPU, and much larger).",
      ]
    `);
  });
});

describe('what can have no hash', () => {
  test('a git repository is pinned to its commit', async () => {
    const repository = temporaryTruss({
      'pyproject.toml': '[project]\nname = "gitted"\nversion = "1"\n',
      'gitted.py': '',
    });
    const git = (...words: string[]): void => {
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: repository });
    };
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    const directory = truss([`gitted @ git+file://${repository}`, 'six==1.16.0']);
    const locked = await lock(directory);
    expect(locked.text).toMatch(/^gitted @ git\+file:.*@[0-9a-f]{40}$/m);
    expect(messages(locked, directory).map((line) => line.replace(repository, 'REPOSITORY'))).toMatchInlineSnapshot(`
      [
        "DIR/config.yaml:3 gitted @ git+file://REPOSITORY@COMMIT can have no hash, so what is installed for it is not checked.",
      ]
    `);
    expect(canImport(await ensure(directory), 'gitted, six')).toBe(true);
    git('commit', '-q', '--allow-empty', '-m', 'second');
    expect((await lock(directory)).written).toBe(false);
  });

  test('a directory of the truss is installed again when it changes', async () => {
    const project = '[project]\nname = "mine"\nversion = "1"\n';
    const directory = truss(['./libs/mine'], {
      'libs/mine/pyproject.toml': project,
      'libs/mine/mine.py': 'VALUE = 1\n',
    });
    const first = await ensure(directory);
    expect(messages(first, directory)).toMatchInlineSnapshot(`
      [
        "DIR/config.yaml:3 ./libs/mine can have no hash, so what is installed for it is not checked.",
      ]
    `);
    expect((await ensure(directory)).created).toBe(false);
    writeFiles(directory, { 'libs/mine/mine.py': 'VALUE = 22\n' });
    const second = await ensure(directory);
    expect(second.created).toBe(true);
    expect(execFileSync(second.python, ['-c', 'import mine; print(mine.VALUE)'], { encoding: 'utf8' })).toBe('22\n');
  });
});

test('a folder of wheels beside the truss stays relative in the lock', async () => {
  const directory = truss(['--find-links ./wheels', '--no-index', 'tiny']);
  mkdirSync(join(directory, 'wheels'));
  writeFileSync(join(directory, 'wheels', fileName(PLAIN)), buildWheel(PLAIN));
  const locked = await lock(directory);
  expect(pins(locked)).toEqual(['--find-links ./wheels', '--no-index', 'tiny==1.0 \\']);
  expect(canImport(await ensure(directory), 'tiny')).toBe(true);
});

describe('requirements_file', () => {
  const config = (file: string): string => `python_version: py311\nrequirements_file: ${file}\n`;

  test('requirements.txt, with what it includes', async () => {
    const directory = temporaryTruss({
      'config.yaml': config('deps/requirements.txt'),
      'deps/requirements.txt': '# comment\n-r more.txt\nsix==1.16.0  # pinned\n',
      'deps/more.txt': '-c limits.txt\nidna\n',
      'deps/limits.txt': 'idna==3.4\n',
    });
    expect(pins(await lock(directory)).filter((line) => line.includes('=='))).toEqual([
      'idna==3.4 \\',
      'six==1.16.0 \\',
    ]);
    writeFiles(directory, { 'deps/limits.txt': 'idna==3.6\n' });
    const again = await lock(directory);
    expect(again.written).toBe(true);
    expect(again.text).toContain('idna==3.6');
  });

  test('requirements.txt with lines that go on in the next', async () => {
    const directory = temporaryTruss({
      'config.yaml': config('requirements.txt'),
      'requirements.txt': '# ours\nsix \\\n  ==1.16.0\n-r \\\n  more.txt\n',
      'more.txt': 'idna==3.4\n',
    });
    const locked = await lock(directory);
    expect(locked.text).toMatch(/^six==1\.16\.0 /m);
    expect(locked.text).toMatch(/^ +# via -r requirements\.txt$/m);
    expect(locked.text).toMatch(/^idna==3\.4 /m);
    writeFiles(directory, { 'more.txt': 'idna==3.6\n' });
    expect((await lock(directory)).text).toContain('idna==3.6');
  });

  test('pyproject.toml', async () => {
    const project = '[project]\nname = "p"\nversion = "1"\ndependencies = ["six==1.16.0"]\n';
    const directory = temporaryTruss({ 'config.yaml': config('pyproject.toml'), 'pyproject.toml': project });
    expect((await lock(directory)).text).toContain('six==1.16.0');
  });

  test('pyproject.toml of Poetry', async () => {
    vi.stubEnv(
      'UV_DEFAULT_INDEX',
      `http://${await servePackageIndex({ wheels: [PLAIN, { name: 'tiny', version: '2.0' }] })}/simple`,
    );
    const poetry = '[tool.poetry.dependencies]\npython = "^3.9"\ntiny = "^1.0"\nmine = { path = "../libs/mine" }\n';
    const directory = temporaryTruss({
      'config.yaml': config('app/pyproject.toml'),
      'app/pyproject.toml': poetry,
      'libs/mine/pyproject.toml': '[project]\nname = "mine"\nversion = "1"\n',
    });
    expect(pins(await lock(directory)).map((line) => line.replace(/ \\$/, ''))).toEqual(['./libs/mine', 'tiny==1.0']);
  });

  test('uv.lock', async () => {
    const project = '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["six<1.17"]\n';
    const directory = temporaryTruss({ 'config.yaml': config('uv.lock'), 'pyproject.toml': project });
    const uv = process.env['TRUSS_UV'] ?? 'uv';
    execFileSync(uv, ['lock', '--quiet', '--python', process.env['TRUSS_PYTHON'] ?? 'python3'], { cwd: directory });
    writeFiles(directory, { 'model/model.py': 'import six, idna\n' });
    expect((await lock(directory)).text).toContain('six==1.16.0');
  });
});

test('what packages bring along stays at the versions of the seed', async () => {
  const directory = truss(['requests']);
  const seed = [
    { name: 'idna', version: '3.4' },
    { name: 'urllib3', version: '2.0.7' },
    { name: 'not-needed', version: '1.0' },
    { name: 'broken-label', version: '1.0+local' },
  ];
  const { text } = await lock(directory, { seed });
  expect(text).toMatch(/^idna==3\.4 /m);
  expect(text).toMatch(/^urllib3==2\.0\.7 /m);
  expect(text).not.toContain('not-needed');
});

describe('what the code implies and cannot be had', () => {
  const code = { 'model/model.py': 'import os\nimport numpy\nimport yaml\n' };

  test('is left out with a warning, and what can be had is locked', async () => {
    const host = await servePackageIndex({ wheels: [PLAIN, { name: 'pyyaml', version: '6.0' }] });
    vi.stubEnv('UV_DEFAULT_INDEX', `http://${host}/simple`);
    const directory = truss(['tiny'], code);
    const locked = await lock(directory);
    expect(pins(locked)).toEqual(['pyyaml==6.0 \\', 'tiny==1.0 \\']);
    expect(locked.text).toContain('# implied: pyyaml\n');
    expect(messages(locked, directory)).toMatchInlineSnapshot(`
      [
        "DIR/model/model.py:3 The code imports yaml, which no requirement brings along: pyyaml==6.0 was added to the lock.",
        "DIR/model/model.py:2 The code imports a module of numpy, which is not among the requirements and cannot be had beside them: the lock is without it.",
      ]
    `);
    expect((await lock(directory)).written).toBe(false);
  });

  test('is no excuse for a requirement that cannot be had', async () => {
    const host = await servePackageIndex({ wheels: [PLAIN] });
    vi.stubEnv('UV_DEFAULT_INDEX', `http://${host}/simple`);
    await expect(lock(truss(['tinier'], code))).rejects.toMatchObject({
      code: 'ENV_REQUIREMENT_NOT_FOUND',
      message: 'There is no package tinier on the package index.',
    });
  });

  test('because the index cannot be read is an error', async () => {
    vi.stubEnv('UV_HTTP_RETRIES', '0');
    vi.stubEnv('UV_NO_CACHE', '1');
    vi.stubEnv('UV_DEFAULT_INDEX', 'http://127.0.0.1:9/simple');
    await expect(lock(truss([], code))).rejects.toMatchObject({ code: 'ENV_INDEX_UNREACHABLE' });
  });
});

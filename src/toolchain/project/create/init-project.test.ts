import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { readExamples } from '../examples/read-examples.ts';
import { openProject } from '../open/open-project.ts';
import { initProject } from './init-project.ts';

const PYTHON = process.env['TRUSS_TEST_PYTHON'] ?? 'python3';

/** Calls a model as the worker does: by name, once `load` has run. */
const CALL_MODEL = `
import json, runpy, sys
Model = runpy.run_path("model/model.py")["Model"]
model = Model(data_dir="data", config={}, secrets={})
model.load()
print(json.dumps(model.predict(json.loads(sys.argv[1]))))
`;

let root: string;
let directory: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-init-')));
  directory = join(root, 'deep', 'mine');
  vi.stubEnv('TRUSS_HOME', join(root, 'home'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

test('makes a truss that answers its own example', async () => {
  const made = await initProject({ directory, name: 'Churn: weekly' });
  expect(made).toEqual({ directory, written: ['config.yaml', 'examples.yaml', 'model/model.py'], needs: null });
  expect((await readdir(directory)).sort()).toEqual(['config.yaml', 'data', 'examples.yaml', 'model', 'packages']);
  const project = await openProject(directory, { strict: true });
  expect(project).toMatchObject({ issues: [], config: { model_name: 'Churn: weekly' } });
  const [example] = await readExamples(project);
  const { stdout } = await promisify(execFile)(
    PYTHON,
    ['-c', CALL_MODEL, example !== undefined && 'body' in example ? example.body : ''],
    { cwd: directory },
  );
  expect(JSON.parse(stdout)).toEqual({ predictions: [6] });
});

test('takes data files and requirements along', async () => {
  await mkdir(join(root, 'given', 'labels'), { recursive: true });
  await writeFile(join(root, 'given', 'labels', 'a.txt'), 'a');
  await writeFile(join(root, 'given', 'w1.bin'), '1');
  await writeFile(join(root, 'given', 'w2.bin'), '2');
  await writeFile(join(root, 'given', 'base.txt'), 'scipy>=1 \\\n  ,<2  # why\n');
  await writeFile(join(root, 'given', 'requirements.txt'), '# mine\n\nnumpy==2.0\n-r base.txt\n--pre\n');
  const { written } = await initProject({
    directory,
    dataFiles: [join(root, 'given', 'labels'), join(root, 'given', '*.bin')],
    requirementsFile: join(root, 'given', 'requirements.txt'),
  });
  expect(written).toEqual([
    'config.yaml',
    'data/labels/a.txt',
    'data/w1.bin',
    'data/w2.bin',
    'examples.yaml',
    'model/model.py',
  ]);
  expect((await openProject(directory)).config.requirements).toEqual(['numpy==2.0', 'scipy>=1 ,<2', '--pre']);
});

test('copies a pyproject.toml and names it', async () => {
  await writeFile(join(root, 'pyproject.toml'), '[project]\nname = "x"\n');
  await initProject({ directory, requirementsFile: join(root, 'pyproject.toml') });
  expect((await openProject(directory)).config).toMatchObject({
    requirements: [],
    requirements_file: 'pyproject.toml',
  });
  expect(await readFile(join(directory, 'pyproject.toml'), 'utf8')).toContain('name = "x"');
});

describe('refuses', () => {
  test.each([
    ['a truss', 'config.yaml', /^.* is a truss already\.$/],
    ['a directory with other files', 'notes.txt', /^.* is no truss, and has other files in it: notes\.txt\.$/],
  ])('%s', async (_, name, message) => {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, name), '');
    const failure = { code: 'PROJECT_TARGET_NOT_EMPTY', message: expect.stringMatching(message) as string };
    await expect(initProject({ directory })).rejects.toMatchObject(failure);
    expect(await readdir(directory)).toEqual([name]);
  });

  test('a file', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(initProject({ directory: join(root, 'file') })).rejects.toMatchObject({
      code: 'PROJECT_TARGET_NOT_EMPTY',
    });
    await expect(initProject({ directory: join(root, 'file', 'x') })).rejects.toMatchObject({
      code: 'PROJECT_TARGET_NOT_EMPTY',
    });
  });

  test('data files that are not there, and leaves nothing behind', async () => {
    const failure = { code: 'FILE_MISSING', message: `No file matches ${join(root, '*.bin')}.` };
    await expect(initProject({ directory, dataFiles: [join(root, '*.bin')] })).rejects.toMatchObject(failure);
    await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('requirements that cannot be read, all of them', async () => {
    const file = join(root, 'requirements.txt');
    await writeFile(file, 'numpy=1.0\nscipy\n-c bounds.txt\n');
    await expect(initProject({ directory, requirementsFile: file })).rejects.toMatchObject({
      code: 'ENV_REQUIREMENT_INVALID',
      issues: [
        { file: 'requirements.txt', line: 1, hint: 'Write numpy==1.0.' },
        { file: 'requirements.txt', line: 3 },
      ],
    });
  });
});

test('two at once: one makes it, the other is refused', async () => {
  const outcomes = await Promise.allSettled([initProject({ directory }), initProject({ directory })]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await openProject(directory)).issues).toEqual([]);
});

test('hidden files do not make a directory full', async () => {
  await mkdir(join(directory, '.git'), { recursive: true });
  await initProject({ directory });
  expect((await openProject(directory)).issues).toEqual([]);
});

import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import { digestTree } from '../files/digest-tree.ts';
import type { CreatedProject } from './create-project.ts';
import { createProject } from './create-project.ts';

useTemporaryHome();
let root: string;
let packages: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-made-')));
  packages = join(root, 'mine', 'packages');
});

afterEach(() => rm(root, { recursive: true }));

/** Makes the truss, or renews it, of a model that needs these modules (path → text). */
async function make(modules: Readonly<Record<string, string>>): Promise<CreatedProject> {
  const staging = await mkdtemp(join(root, 'staging-'));
  writeFiles(staging, { 'model/model.py': 'class Model: ...\n' });
  writeFiles(join(staging, 'packages'), modules);
  return createProject({
    directory: join(root, 'mine'),
    staging,
    framework: 'sklearn',
    config: {},
    requirements: [],
    requirementsFile: null,
    dataFiles: [],
    examples: [],
    pythonVersion: '3.11.7',
  });
}

test('what an earlier model needed goes, unless somebody has edited it or it is none of ours', async () => {
  await make({ 'gone.py': 'A = 1\n', 'deep/er/gone.py': 'B = 1\n', 'edited/__init__.py': 'C = 1\n', 'kept.py': '' });
  writeFiles(packages, { 'edited/__init__.py': 'C = 2\n', 'own.py': '' });
  const { removed, kept } = await make({ 'kept.py': 'D = 2\n' });
  expect(removed).toEqual(['packages/deep', 'packages/gone.py']);
  expect(kept.map(({ path }) => path)).toEqual(['packages/edited', 'packages/own.py']);
  expect((await readdir(packages)).sort()).toEqual(['.made-by-truss.json', 'edited', 'kept.py', 'own.py']);
});

test('bytecode and a module that is gone already are no edits', async () => {
  await make({ 'deep/gone.py': '', 'other.py': '' });
  writeFiles(packages, { 'deep/__pycache__/gone.cpython-311.pyc': '' });
  await rm(join(packages, 'other.py'));
  const { removed, kept, written } = await make({});
  expect({ removed, kept }).toEqual({ removed: ['packages/deep'], kept: [] });
  expect(written).not.toContain('packages/.made-by-truss.json');
  expect(await readdir(packages)).toEqual([]);
});

test('a list that somebody has broken takes nothing away', async () => {
  await make({ 'gone.py': '' });
  writeFiles(packages, { '.made-by-truss.json': '{"gone.py": 1' });
  const { removed, kept } = await make({ 'next.py': '' });
  expect({ removed, kept: kept.map(({ path }) => path) }).toEqual({ removed: [], kept: ['packages/gone.py'] });
});

test('a list that names another place takes nothing from there', async () => {
  await make({ 'gone.py': '' });
  const digest = await digestTree(join(root, 'mine', 'data'));
  writeFiles(packages, { '.made-by-truss.json': JSON.stringify({ '../data': digest }) });
  expect((await make({})).removed).toEqual([]);
});

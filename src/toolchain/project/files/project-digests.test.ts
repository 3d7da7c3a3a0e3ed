import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { initProject } from '../create/init-project.ts';
import { openProject } from '../open/open-project.ts';
import { digestFile } from './digest-file.ts';
import type { ProjectDigests } from './project-digests.ts';
import { digestProject } from './project-digests.ts';

let root: string;
let directory: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-digest-')));
  directory = join(root, 'mine');
  vi.stubEnv('TRUSS_HOME', join(root, 'home'));
  await initProject({ directory });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

async function digests(of: string = directory): Promise<ProjectDigests> {
  return digestProject(await openProject(of));
}

/** The names of the digests that a change of the truss changes. */
async function changedBy(path: string, content: string): Promise<string[]> {
  const before = await digests();
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), content);
  const after = await digests();
  return (['code', 'lock', 'weights'] as const).filter((name) => before[name] !== after[name]);
}

test('each part has its own digest', async () => {
  expect(await changedBy('config.yaml', 'description: other\n')).toEqual(['code']);
  expect(await changedBy('model/model.py', 'class Model: ...\n')).toEqual(['code']);
  expect(await changedBy('packages/mine/steps.py', '')).toEqual(['code']);
  expect(await changedBy('requirements.lock', 'numpy==2.0\n')).toEqual(['lock']);
  expect(await changedBy('data/weights.bin', 'w')).toEqual(['weights']);
  expect(await changedBy('examples.yaml', '[]')).toEqual([]);
  expect(await changedBy('model/__pycache__/model.pyc', 'x')).toEqual([]);
});

test('packages outside of the truss are code', async () => {
  await mkdir(join(root, 'shared'));
  await writeFile(join(directory, 'config.yaml'), 'external_package_dirs: [../shared]\n');
  expect(await changedBy('../shared/steps.py', 'x = 1\n')).toEqual(['code']);
});

test('a copy has the same, and so has a link', async () => {
  await writeFile(join(directory, 'data', 'w'), 'w');
  await cp(directory, join(root, 'copy'), { recursive: true });
  await rm(join(root, 'copy', 'data'), { recursive: true });
  await symlink(join(directory, 'data'), join(root, 'copy', 'data'));
  expect(await digests(join(root, 'copy'))).toEqual(await digests());
});

test('links that lead in circles or nowhere end', async () => {
  await symlink('.', join(directory, 'data', 'self'));
  await symlink('nowhere', join(directory, 'data', 'broken'));
  expect((await digests()).weights).toMatch(/^[0-9a-f]{64}$/);
});

test('a large file is read once, until it changes', async () => {
  const path = join(directory, 'data', 'large.bin');
  const past = new Date('2022-07-01');
  await writeFile(path, Buffer.alloc(2 ** 20, 'a'));
  await utimes(path, past, past);
  const first = await digestFile(path);
  expect(await readdir(join(root, 'home', 'cache', 'digests'))).toHaveLength(1);

  // The same size, time and inode: what is remembered counts, as an unread file shows.
  await writeFile(path, Buffer.alloc(2 ** 20, 'b'));
  await utimes(path, past, past);
  expect(await digestFile(path)).toBe(first);
  await utimes(path, past, new Date('2022-07-02'));
  expect(await digestFile(path)).not.toBe(first);
});

import { cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { digestFile } from './digest-file.ts';
import { digestTree } from './digest-tree.ts';

let root: string;
let directory: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-digest-')));
  directory = join(root, 'mine');
  vi.stubEnv('TRUSS_HOME', join(root, 'home'));
  await mkdir(directory);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

test('it changes with a file and with a name, and not with what Python and editors leave there', async () => {
  const seen = [await digestTree(directory)];
  const change = async (path: string, content: string): Promise<void> => {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), content);
    seen.push(await digestTree(directory));
  };
  await change('model.py', 'class Model: ...\n');
  await change('model.py', 'class Other: ...\n');
  await change('steps/first.py', '');
  expect(new Set(seen).size).toBe(4);
  await change('__pycache__/model.pyc', 'x');
  await change('steps/.DS_Store', 'x');
  expect(new Set(seen).size).toBe(4);
});

test('a copy has the same, and so has a link', async () => {
  await mkdir(join(directory, 'data'));
  await writeFile(join(directory, 'data', 'w'), 'w');
  await cp(directory, join(root, 'copy'), { recursive: true });
  await rm(join(root, 'copy', 'data'), { recursive: true });
  await symlink(join(directory, 'data'), join(root, 'copy', 'data'));
  expect(await digestTree(join(root, 'copy'))).toBe(await digestTree(directory));
});

test('links that lead in circles or nowhere end', async () => {
  await symlink('.', join(directory, 'self'));
  await symlink('nowhere', join(directory, 'broken'));
  expect(await digestTree(directory)).toMatch(/^[0-9a-f]{64}$/);
});

test('a large file is read once, until it changes', async () => {
  const path = join(directory, 'large.bin');
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

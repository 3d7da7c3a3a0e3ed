import { mkdtemp, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { makeDirectory } from './make-directory.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-directory-')));
});

afterEach(() => rm(root, { recursive: true }));

test('what is missing around it is made too, for whom it shall be', async () => {
  const path = join(root, 'a', 'b', 'c');
  expect(await makeDirectory(path, { mode: 0o700 })).toBe(true);
  expect((await stat(join(root, 'a', 'b'))).mode & 0o777).toBe(0o700);
  expect(await makeDirectory(path)).toBe(false);
});

test('two that make it at the same time both succeed', async () => {
  const made = await Promise.all(Array.from({ length: 8 }, () => makeDirectory(join(root, 'a', 'b', 'c'))));
  expect(made.filter((isNew) => isNew)).toHaveLength(1);
});

test('a link to a directory is one; a link to nowhere and a file are not', async () => {
  await symlink(root, join(root, 'link'));
  await symlink(join(root, 'nowhere'), join(root, 'dangling'));
  await writeFile(join(root, 'file'), '');
  expect(await makeDirectory(join(root, 'link'))).toBe(false);
  await expect(makeDirectory(join(root, 'dangling'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeDirectory(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeDirectory(join(root, 'file', 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(platform() === 'linux')('a place where nothing can be made is an error and no endless try', async () => {
  await expect(makeDirectory('/proc/nohome/.truss')).rejects.toMatchObject({ code: 'ENOENT' });
});

// Places where no truss can be made. Each is told before anything is written.
import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { useTemporaryHome } from '../../../../test/support/temporary-home.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { initProject } from './init-project.ts';

useTemporaryHome();
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'truss-target-')));
  await symlink(join(root, 'nowhere'), join(root, 'dangling'));
  await symlink(join(root, 'loop'), join(root, 'loop'));
  await writeFile(join(root, 'file'), '');
});

afterEach(() => rm(root, { recursive: true }));

async function told(directory: string): Promise<string> {
  const error: unknown = await initProject({ directory }).catch((thrown: unknown) => thrown);
  if (!(error instanceof TrussError)) throw new TypeError(`no expected error: ${String(error)}`);
  return `${error.code}: ${error.message.replaceAll(root, '~')} | ${error.hint ?? ''}`;
}

const LONG = 'n'.repeat(300);

test.each([
  ['x\0y', String.raw`INPUT_INVALID: "~/x\u0000y" is no path: it has a null character in it. | Name a directory.`],
  [
    'dangling',
    'PROJECT_TARGET_NOT_EMPTY: ~/dangling is a link to ~/nowhere, where there is nothing. | Name a new directory, an empty one, or a truss.',
  ],
  [
    'loop',
    'FILE_UNWRITABLE: ~/loop cannot be written: links on the way lead in a circle (ELOOP). | Name another directory.',
  ],
  [
    'file/x',
    'PROJECT_TARGET_NOT_EMPTY: ~/file/x cannot be used: a part of its path is a file. | Name a new directory, an empty one, or a truss.',
  ],
  ['file', 'PROJECT_TARGET_NOT_EMPTY: ~/file is a file. | Name a new directory, an empty one, or a truss.'],
])('%j', async (name, expected) => {
  expect(await told(join(root, name))).toBe(expected);
});

test('a name that is too long is cut in the message', async () => {
  const text = await told(join(root, LONG));
  expect(text).toMatch(/^FILE_UNWRITABLE: ~\/n+… cannot be written: the name is too long \(ENAMETOOLONG\)\. \|/);
  expect(text.length).toBeLessThan(LONG.length);
});

test.runIf(platform() === 'linux').each(['/proc/x', '/proc/x/y'])('%s', async (directory) => {
  expect(await told(directory)).toBe(
    `FILE_UNWRITABLE: ${directory} cannot be written: nothing can be made there (ENOENT). | Name another directory.`,
  );
});

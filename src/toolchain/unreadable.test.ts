// What is there and cannot be read is told as that: never as a bug, and never as a mistake in what it says.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { beforeEach, expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../test/support/temporary-home.ts';
import type { Environment } from './environment/ensure-environment.ts';
import { ensureEnvironment } from './environment/ensure-environment.ts';
import { openProject } from './project/open/open-project.ts';
import { readRequirementsFile } from './project/requirements/read-requirements-file.ts';
import { readLocalStore } from './secrets/local-store.ts';

const home = useTemporaryHome();
let directory: string;

beforeEach(() => {
  directory = temporaryTruss({ 'config.yaml': 'requirements_file: mine.txt\n' });
});

/** The code and the message of what an action throws. */
async function failure(action: () => Promise<unknown>): Promise<string> {
  const error: unknown = await action().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  const { code, message } = Object(error);
  return `${code}: ${message}`.replaceAll(directory, 'DIR').replaceAll(home(), 'HOME');
}

async function ensure(): Promise<Environment> {
  return ensureEnvironment(await openProject(directory), { source: 'isolated' });
}

test.each(['mine.txt', 'requirements.lock'])('%s, which is a directory', async (name) => {
  if (name !== 'mine.txt') writeFileSync(join(directory, 'mine.txt'), '');
  mkdirSync(join(directory, name, 'in'), { recursive: true });
  expect(await failure(ensure)).toBe(`FILE_UNREADABLE: DIR/${name} cannot be read: it is a directory (EISDIR).`);
});

test('a lock that is an empty directory, and a marker that is a directory, are made anew', async () => {
  writeFileSync(join(directory, 'mine.txt'), '');
  mkdirSync(join(directory, 'requirements.lock'));
  const { directory: built } = await ensure();
  expect(readFileSync(join(directory, 'requirements.lock'), 'utf8')).toContain('# python: ');
  const marker = join(dirname(built ?? ''), 'environment.json');
  rmSync(marker);
  mkdirSync(join(marker, 'in'), { recursive: true });
  expect(await ensure()).toMatchObject({ created: true });
  expect(await ensure()).toMatchObject({ created: false });
});

test('a directory of Truss that links to itself', async () => {
  rmSync(join(home(), 'locks'), { recursive: true, force: true });
  symlinkSync('locks', join(home(), 'locks'));
  writeFileSync(join(directory, 'mine.txt'), '');
  expect(await failure(ensure)).toMatch(/^FILE_UNREADABLE: HOME.*: links on the way lead in a circle \(ELOOP\)\.$/);
});

test('the store of secrets', async () => {
  mkdirSync(join(home(), 'config.yaml'));
  expect(await failure(readLocalStore)).toBe(
    'FILE_UNREADABLE: HOME/config.yaml cannot be read: it is a directory (EISDIR).',
  );
});

test('a file of requirements, and one that is not there', async () => {
  expect(await failure(() => readRequirementsFile(directory))).toBe(
    'FILE_UNREADABLE: DIR cannot be read: it is a directory (EISDIR).',
  );
  expect(await failure(() => readRequirementsFile(join(directory, 'none.txt')))).toBe(
    'FILE_MISSING: There is no requirements file DIR/none.txt.',
  );
});

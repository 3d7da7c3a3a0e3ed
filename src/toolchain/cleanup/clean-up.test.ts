import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { beforeEach, expect, test } from 'vitest';

import { useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { withClaim } from '../home/with-claim.ts';
import { cleanUp } from './clean-up.ts';

const home = useTemporaryHome();
const DAY_MS = 24 * 60 * 60 * 1000;

/** What must outlive every cleanup. */
const KEPT = [
  'config.yaml',
  'secrets/api_key',
  'locks/iris-0123.lock',
  'models/sklearn-ABC123/config.yaml',
  'weights/abc',
  'envs/notes.txt',
];

beforeEach(() => {
  rmSync(home(), { recursive: true, force: true });
  for (const path of KEPT) put(path, 'x', 400);
});

/** Writes a file under TRUSS_HOME that has not changed for some days. */
function put(path: string, text: string, days: number): void {
  const absolute = join(home(), path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  age(absolute, days);
}

function age(path: string, days: number): void {
  const time = new Date(Date.now() - days * DAY_MS);
  utimesSync(path, time, time);
}

/** An environment as it lies on the disk, last used some days ago. */
function environment(key: string, { days, python = process.execPath }: { days: number; python?: string }): void {
  mkdirSync(join(home(), 'envs', key, 'abc123/bin'), { recursive: true });
  symlinkSync(python, join(home(), 'envs', key, 'abc123/bin/python'));
  const marker = { format: 1, directory: 'abc123', version: '3.11.7', created: '2026-01-01T00:00:00Z' };
  put(`envs/${key}/environment.json`, JSON.stringify(marker), days);
}

/** What is removed, from TRUSS_HOME, and why. */
async function removed(options: { unusedForDays?: number; dryRun?: boolean } = {}): Promise<string[]> {
  const leftovers = await cleanUp({ unusedForDays: null, dryRun: false, ...options });
  return leftovers.map(({ kind, path, why }) => `${kind} ${path.slice(home().length + 1)}: ${why}`).sort();
}

function names(directory: string): string[] {
  return readdirSync(join(home(), directory)).sort();
}

test('nothing is removed where nothing can go', async () => {
  expect(await removed({ unusedForDays: 0 })).toEqual([]);
});

test('caches go, and how large they were is told', async () => {
  put('cache/pythons-1.json', '12345', 0);
  put('cache/digests/a', '678', 0);
  const leftovers = await cleanUp({ unusedForDays: null, dryRun: false });
  expect(new Set(leftovers.map(({ bytes }) => bytes))).toEqual(new Set([3, 5]));
  expect(names('cache')).toEqual([]);
});

test('a dry run removes nothing', async () => {
  put('cache/pythons-1.json', '{}', 0);
  expect(await removed({ dryRun: true })).toEqual(['cache cache/pythons-1.json: made again when it is needed']);
  expect(names('cache')).toEqual(['pythons-1.json']);
});

test('environments that cannot be used go; the others when they were not used for so long', async () => {
  environment('py311-aaaa', { days: 40 });
  environment('py311-bbbb', { days: 3 });
  environment('py311-cccc', { days: 0, python: '/nowhere/python3' });
  put('envs/py311-dddd/half/built', 'x', 0);
  expect(await removed()).toEqual([
    'environment envs/py311-cccc: its Python is gone',
    'environment envs/py311-dddd: its build was broken off',
  ]);
  expect(await removed({ unusedForDays: 30 })).toEqual(['environment envs/py311-aaaa: not used for 40 days']);
  expect(names('envs')).toEqual(['notes.txt', 'py311-bbbb']);
});

test('what a living process works on stays', async () => {
  put('envs/py311-dddd/half/built', 'x', 40);
  const claim = join(home(), 'envs/py311-dddd.claim');
  await withClaim(claim, { what: 'a build' }, async () => {
    age(claim, 40);
    expect(await removed({ unusedForDays: 0 })).toEqual([]);
  });
});

test('what killed commands have left goes, but not what may be in use', async () => {
  // As of a process that was killed before it could write who it is.
  put('envs/py311-eeee.claim', '', 2);
  put('cache/claims/0123', '', 2);
  put('config.yaml.0123abcd.new', 'half', 2);
  put('locks/iris.lock.0123abcd.new', 'half', 0);
  put('models/.truss-staging-x/data', 'x', 2);
  age(join(home(), 'models/.truss-staging-x'), 2);
  expect(await removed()).toEqual([
    'temporary cache/claims/0123: of a command that was killed',
    'temporary config.yaml.0123abcd.new: of a command that was broken off',
    'temporary envs/py311-eeee.claim: of a command that was killed',
    'temporary models/.truss-staging-x: of a command that was broken off',
  ]);
  expect(names('locks')).toEqual(['iris-0123.lock', 'iris.lock.0123abcd.new']);
  expect(KEPT.filter((path) => !existsSync(join(home(), path)))).toEqual([]);
});

test.skipIf(process.getuid?.() === 0)('a directory that cannot be written is an error', async () => {
  put('cache/pythons-1.json', '{}', 0);
  chmodSync(join(home(), 'cache'), 0o500);
  await expect(removed()).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  chmodSync(join(home(), 'cache'), 0o700);
});

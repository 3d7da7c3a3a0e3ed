// What `mk_truss(…, weights="separate")` keeps out of a truss, on this machine and on others.
import { cp, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { createProject } from '../project/create/create-project.ts';
import { openProject } from '../project/open/open-project.ts';
import { listStore, removeStored } from '../store/content-store.ts';
import { lockWeights } from './lock-weights.ts';
import { pullWeights } from './pull-weights.ts';
import { separateFiles } from './separated-files.ts';
import { verifyWeights } from './verify-weights.ts';
import { weightsStatus } from './weights-status.ts';

useTemporaryHome();
const LARGE = 10 * 2 ** 20;
const options = { offline: true, progress: () => undefined, signal: AbortSignal.timeout(60_000) };
let root: string;

beforeEach(async () => void (root = await realpath(await mkdtemp(join(tmpdir(), 'truss-separate-')))));
afterEach(() => rm(root, { recursive: true }));

/** Makes, or renews, a truss of two files, of which one is large and filled with a letter. */
async function make(letter: string, isWanted = true): Promise<string> {
  const directory = join(root, 'made');
  const staging = await mkdtemp(join(root, 'staging-'));
  await mkdir(join(staging, 'data/model'), { recursive: true });
  await writeFile(join(staging, 'data/model/w [1].bin'), Buffer.alloc(LARGE, letter));
  await writeFile(join(staging, 'data/model/small.json'), letter);
  const decided = { framework: 'custom', config: {}, requirements: [], requirementsFile: null, pythonVersion: null };
  await createProject({
    ...decided,
    directory,
    staging,
    dataFiles: [],
    examples: [],
    beside: async (change, place) => {
      await separateFiles(change, { ...place, staged: join(staging, 'data'), isWanted });
    },
  });
  return directory;
}

const pull = async (directory: string) => pullWeights(await openProject(directory), { ...options, frozen: false });
const lock = async (directory: string) => lockWeights(await openProject(directory), { ...options, update: false });
const state = async (directory: string) => (await weightsStatus(await openProject(directory)))[0]?.state;
const letterAt = async (directory: string) => (await readFile(join(directory, 'data/model/w [1].bin'), 'latin1'))[0];

/** The truss as a repository has it. */
async function cloned(directory: string, name = 'clone'): Promise<string> {
  const clone = join(root, name);
  await cp(directory, clone, { recursive: true });
  await rm(join(clone, 'data/model/w [1].bin'));
  return clone;
}

async function forgetStore(): Promise<void> {
  for (const { sha256 } of await listStore()) await removeStored(sha256);
}

test('large files are in the store, in the lock and in .gitignore; small ones in the truss', async () => {
  const made = await make('a');
  const [stored] = await listStore();
  expect(stored).toMatchObject({ bytes: LARGE, places: 1 });
  expect((await stat(join(made, 'data/model/w [1].bin'))).nlink).toBe(2);
  const { sources } = JSON.parse(await readFile(join(made, 'weights.lock'), 'utf8')) as { sources: unknown[] };
  expect(sources).toEqual([
    { source: null, files: [{ path: 'model/w [1].bin', size: LARGE, sha256: stored?.sha256 }] },
  ]);
  expect(await readFile(join(made, 'data/.gitignore'), 'utf8')).toMatch(/\n\/model\/w\\ \\\[1\\\]\.bin\n$/);
  expect(await state(made)).toBe('ready');
});

test('a clone on the same machine gets them from the store', async () => {
  const clone = await cloned(await make('a'));
  expect(await state(clone)).toBe('fetched');
  expect((await pull(clone)).apart).toHaveLength(1);
  expect([await letterAt(clone), await state(clone)]).toEqual(['a', 'ready']);
});

test('a clone on another machine says what is missing, and how to bring it', async () => {
  const clone = await cloned(await make('a'));
  await forgetStore();
  expect(await state(clone)).toBe('missing');
  await expect(pull(clone)).rejects.toMatchObject({
    code: 'WEIGHTS_MISSING',
    message: expect.stringContaining('data/model/w [1].bin'),
    hint: expect.stringContaining('mount_location: /app/data/model'),
  });
});

test('one that was copied with all its files needs no store', async () => {
  const copy = join(root, 'copy');
  await cp(await make('a'), copy, { recursive: true });
  await forgetStore();
  await pull(copy);
  expect(await verifyWeights(await openProject(copy), { ...options, remote: false })).toMatchObject({
    files: 1,
    corrupt: [],
    missing: [],
  });
});

test('a source that brings them takes their place in the lock', async () => {
  const made = await make('a');
  const clone = await cloned(made);
  await cp(join(made, 'data/model'), join(root, 'uploaded'), { recursive: true });
  const source = `weights: [{source: "file://${root}/uploaded", mount_location: /app/data/model}]\n`;
  await writeFile(join(clone, 'config.yaml'), `${await readFile(join(clone, 'config.yaml'), 'utf8')}${source}`);
  await forgetStore();
  expect((await lock(clone)).lock.sources.map(({ source: each }) => each)).toEqual([`file://${root}/uploaded`]);
  await pull(clone);
  expect(await letterAt(clone)).toBe('a');
});

test('another file in their place is no surprise: it is refused, and taken by `lock`, which shows it', async () => {
  const made = await make('a');
  await rm(join(made, 'data/model/w [1].bin'));
  await writeFile(join(made, 'data/model/w [1].bin'), Buffer.alloc(LARGE, 'b'));
  await expect(pull(made)).rejects.toMatchObject({ code: 'WEIGHTS_CHANGED' });
  const { changes, written } = await lock(made);
  expect([written, changes]).toMatchObject([true, [{ files: [{ path: 'model/w [1].bin', kind: 'changed' }] }]]);
  await pull(made);
  expect(await letterAt(made)).toBe('b');
});

test('a truss that is made again has the new ones, and none where they are not kept apart any more', async () => {
  await make('a');
  const made = await make('b');
  await pull(made);
  expect(await letterAt(made)).toBe('b');
  await make('c', false);
  await expect(stat(join(made, 'weights.lock'))).rejects.toMatchObject({ code: 'ENOENT' });
  await pull(made);
  expect(await letterAt(made)).toBe('c');
});

test('one that is damaged is named as what no pull brings back, and stays where it is', async () => {
  const made = await make('a');
  const copy = join(root, 'copy');
  await cp(made, copy, { recursive: true });
  await forgetStore();
  await rm(join(copy, 'data/model/w [1].bin'));
  await writeFile(join(copy, 'data/model/w [1].bin'), Buffer.alloc(LARGE, 'x'));
  expect(await verifyWeights(await openProject(copy), { ...options, remote: false })).toMatchObject({
    corrupt: ['model/w [1].bin'],
    irreplaceable: ['model/w [1].bin'],
  });
  expect(await letterAt(copy)).toBe('x');
  await expect(pull(copy)).rejects.toMatchObject({ code: 'WEIGHTS_CHANGED' });
});

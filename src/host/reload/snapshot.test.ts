import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { temporaryTruss, writeFiles } from '../../../test/support/temporary-home.ts';
import { DirectoryWatch } from './directory-watch.ts';
import { isNoise } from './is-noise.ts';
import { changedFiles, takeSnapshot } from './snapshot.ts';

it.each([
  ['an edit of the same size', (root: string) => writeFileSync(join(root, 'model/a.py'), 'b'), ['model/a.py']],
  ['a new file', (root: string) => writeFileSync(join(root, 'model/b.py'), ''), ['model/b.py']],
  ['a file that goes', (root: string) => rmSync(join(root, 'model/a.py')), ['model/a.py']],
  [
    'one that takes the place of another',
    (root: string) => {
      writeFileSync(join(root, 'model/a.py.tmp'), 'c');
      renameSync(join(root, 'model/a.py.tmp'), join(root, 'model/a.py'));
    },
    ['model/a.py'],
  ],
  [
    'what Python leaves',
    (root: string) => writeFiles(root, { 'model/__pycache__/a.pyc': '', 'model/.a.py.swp': '' }),
    [],
  ],
])('%s', async (_what, change, expected) => {
  const root = temporaryTruss({ 'model/a.py': 'a', 'config.yaml': '' });
  const paths = ['model', 'config.yaml', 'missing'].map((path) => join(root, path));
  const before = await takeSnapshot(paths);
  change(root);
  expect(changedFiles(before, await takeSnapshot(paths))).toEqual(expected.map((path) => join(root, path)));
});

it('follows links to directories, and no circle of them', async () => {
  const root = temporaryTruss({ 'elsewhere/words.txt': '', 'model/a.py': '' });
  symlinkSync(join(root, 'elsewhere'), join(root, 'model/data'));
  symlinkSync(join(root, 'model'), join(root, 'model/again'));
  const { files } = await takeSnapshot([join(root, 'model')]);
  expect([...files.keys()].toSorted()).toEqual([join(root, 'model/a.py'), join(root, 'model/data/words.txt')]);
});

it.each([
  '__pycache__',
  '.git',
  'model.pyc',
  '.model.py.swp',
  'model.py~',
  '4913',
  '#a.py#',
  '.#a.py',
  'a.py___jb_tmp___',
])('a change of %s is noise', (name) => {
  expect(isNoise(name)).toBe(true);
});

it.each(['model.py', 'words.txt', '.env', 'weights.bin', 'git', '_private.py', 'a.lock'])('%s is none', (name) => {
  expect(isNoise(name)).toBe(false);
});

it('watches a directory that takes the place of another', async () => {
  const root = temporaryTruss({ 'model/a.py': '' });
  const events: (() => void)[] = [];
  const watch = new DirectoryWatch(() => events.shift()?.());
  onTestFinished(() => watch.close());
  const path = join(root, 'model');
  const event = (): Promise<void> => new Promise((happened) => events.push(happened));
  expect(watch.follow((await takeSnapshot([path])).directories)).toBe(true);
  expect(watch.follow((await takeSnapshot([path])).directories)).toBe(false);
  const gone = event();
  renameSync(path, join(root, 'former'));
  mkdirSync(path);
  await gone;
  expect(watch.follow((await takeSnapshot([path])).directories)).toBe(true);
  const written = event();
  writeFileSync(join(path, 'b.py'), '');
  await written;
});

it('watches what is above a truss that is gone, in which it comes back', async () => {
  const above = temporaryTruss({ 'truss/model/a.py': 'a', 'truss/config.yaml': '' });
  const [root, former] = [join(above, 'truss'), join(above, 'former')];
  const paths = ['model', 'config.yaml', 'deep/er/a.py'].map((path) => join(root, path));
  renameSync(root, former);
  const { files, directories } = await takeSnapshot(paths);
  expect([files.size, ...directories.keys()]).toEqual([0, above]);
  renameSync(former, root);
  expect([...(await takeSnapshot(paths)).directories.keys()].toSorted()).toEqual([root, join(root, 'model')]);
});

import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss, useTemporaryHome, writeFiles } from '../../../../test/support/temporary-home.ts';
import { addFiles } from './add-files.ts';

useTemporaryHome();

test('files, directories and patterns are copied, and what lies beside them stays', async () => {
  const directory = temporaryTruss({ 'config.yaml': 'data_dir: parts/data\n', 'parts/data/mine.txt': 'mine' });
  const from = temporaryTruss({
    'a.txt': 'a',
    'b.txt': 'b',
    'words/en/list': 'hello',
    'words/de': 'hallo',
    'mod.py': '',
  });
  symlinkSync(join(from, 'a.txt'), join(from, 'words', 'link'));
  const data = [join(from, '*.txt'), join(from, 'words')];
  expect(await addFiles(directory, { data, packages: [join(from, 'mod.py')] })).toEqual([
    'packages/mod.py',
    'parts/data/a.txt',
    'parts/data/b.txt',
    'parts/data/words/de',
    'parts/data/words/en/list',
    'parts/data/words/link',
  ]);
  expect(readFileSync(join(directory, 'parts/data/mine.txt'), 'utf8')).toBe('mine');
  expect(readFileSync(join(directory, 'parts/data/words/link'), 'utf8')).toBe('a');

  writeFiles(from, { 'other/words/fr': 'salut' });
  await addFiles(directory, { data: [join(from, 'other', 'words')], packages: [] });
  expect(readdirSync(join(directory, 'parts/data/words'))).toEqual(['fr']);
});

test('what is not there is refused, and then nothing is copied', async () => {
  const directory = temporaryTruss({ 'config.yaml': '', 'a.txt': '' });
  const data = [join(directory, 'a.txt'), join(directory, '*.bin')];
  await expect(addFiles(directory, { data, packages: [] })).rejects.toMatchObject({
    code: 'FILE_MISSING',
    message: `No file matches ${join(directory, '*.bin')}.`,
  });
  expect(readdirSync(directory).sort()).toEqual(['a.txt', 'config.yaml']);
});

test.each([
  ['link', 'gone', 'FILE_MISSING', 'gone, where there is nothing'],
  ['link', 'link', 'FILE_UNREADABLE', 'link, which leads in a circle'],
  ['words/link', 'gone', 'FILE_MISSING', 'gone, where there is nothing'],
  ['words/link', '../words', 'FILE_UNREADABLE', 'which leads in a circle'],
])('%s, a link to %s, is named, and then nothing is copied', async (link, to, code, message) => {
  const directory = temporaryTruss({ 'config.yaml': '' });
  const from = temporaryTruss({ 'words/en': 'hello', 'a.txt': '' });
  symlinkSync(to, join(from, link));
  const data = [join(from, 'a.txt'), join(from, link.split('/')[0] ?? '')];
  const error: unknown = await addFiles(directory, { data, packages: [] }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  expect(error).toMatchObject({ message: expect.stringContaining(`${join(from, link)} is a link to `) });
  expect(readdirSync(directory)).toEqual(['config.yaml']);
});

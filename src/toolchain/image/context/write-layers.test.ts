import { createHash } from 'node:crypto';
import { appendFileSync, chmodSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { temporaryTruss, writeFiles } from '../../../../test/support/temporary-home.ts';
import type { ContextFile } from './write-layers.ts';
import { contentTime, writeLayers } from './write-layers.ts';

function file(path: string, text: string): ContextFile {
  const digest = createHash('sha256').update(text).digest('hex');
  return { path, from: { text }, size: text.length, digest, isExecutable: false };
}

function tree(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    paths.map((path) => {
      const { mtimeMs, mode } = statSync(join(root, path));
      return [path, `${mtimeMs} ${mode.toString(8)}`];
    }),
  );
}

test('a content of the same size has another time, so that an engine sees that it is another one', async () => {
  const root = temporaryTruss({});
  await writeLayers(root, [file('model/model.py', 'a = 1')]);
  const before = tree(root)['model/model.py'];
  await writeLayers(root, [file('model/model.py', 'a = 2')]);
  expect(readFileSync(join(root, 'model/model.py'), 'utf8')).toBe('a = 2');
  expect(tree(root)['model/model.py']).not.toBe(before);
});

test('equal files make equal contexts, whenever and under whichever umask they are written', async () => {
  const files = [file('layers/a', 'one'), file('layers/below/b', 'two'), file('Dockerfile', 'FROM x')];
  const [one, other] = [temporaryTruss({}), temporaryTruss({ 'layers/old/file': 'left from before' })];
  await writeLayers(one, files);
  const umask = process.umask(0o077);
  try {
    await writeLayers(other, files.toReversed());
  } finally {
    process.umask(umask);
  }
  expect(tree(other)).toEqual(tree(one));
  expect(statSync(join(one, 'layers')).mtimeMs).toBe(Date.UTC(2000, 0, 1));
});

test('what is there already is not written again, and its mode is put right', async () => {
  const root = temporaryTruss({});
  await writeLayers(root, [file('a', 'one')]);
  const { ino } = statSync(join(root, 'a'));
  chmodSync(join(root, 'a'), 0o600);
  await writeLayers(root, [file('a', 'one')]);
  expect(statSync(join(root, 'a')).ino).toBe(ino);
  expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o644);
});

test('a file takes the place of a directory', async () => {
  const root = temporaryTruss({ 'a/b': 'x' });
  writeFiles(root, { c: 'x' });
  await writeLayers(root, [file('a', 'one'), file('c/d', 'two')]);
  expect(readFileSync(join(root, 'a'), 'utf8') + readFileSync(join(root, 'c/d'), 'utf8')).toBe('onetwo');
});

test('times are whole seconds between 2000 and 2017', () => {
  expect(contentTime('0'.repeat(64))).toBe(Date.UTC(2000, 0, 1) / 1000);
  expect(contentTime('f'.repeat(64))).toBeLessThan(Date.UTC(2018, 0, 1) / 1000);
});

test('ends where it is stopped, with the reason, and the next one makes it whole', async () => {
  const root = temporaryTruss({});
  const files = [file('layers/a', 'one'), file('layers/b', 'two')];
  const stopped = new AbortController();
  const writing = writeLayers(root, files, stopped.signal);
  stopped.abort(new Error('enough'));
  await expect(writing).rejects.toThrow('enough');
  await writeLayers(root, files);
  expect(readFileSync(join(root, 'layers/b'), 'utf8')).toBe('two');
});

test('a large file is copied whole', async () => {
  const source = temporaryTruss({ 'large.bin': 'begin' });
  const path = join(source, 'large.bin');
  truncateSync(path, 2 ** 26 + 3);
  appendFileSync(path, 'end');
  const size = 2 ** 26 + 6;
  const root = temporaryTruss({});
  const large = { path: 'layers/large', from: { source: path }, size, digest: 'ab'.repeat(32), isExecutable: false };
  await writeLayers(root, [large]);
  expect(readFileSync(join(root, 'layers/large')).equals(readFileSync(path))).toBe(true);
});

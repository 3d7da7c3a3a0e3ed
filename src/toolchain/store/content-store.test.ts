import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import {
  isInPlace,
  isStored,
  linkFromStore,
  linkIntoStore,
  listStore,
  moveIntoStore,
  removeStored,
} from './content-store.ts';
import { storedPath } from './store-places.ts';

useTemporaryHome();

function fileOf(content: string): { path: string; sha256: string; size: number } {
  const path = join(temporaryTruss({ file: content }), 'file');
  return { path, sha256: createHash('sha256').update(content).digest('hex'), size: content.length };
}

test('a file is moved in, and places share it', async () => {
  const { path, sha256, size } = fileOf('moved');
  expect(await isStored(sha256, size)).toBe(false);
  const stored = await moveIntoStore(path, sha256);
  expect([existsSync(path), await isStored(sha256, size), await isStored(sha256, size + 1)]).toEqual([
    false,
    true,
    false,
  ]);
  const places = ['a', 'b/c'].map((name) => join(temporaryTruss({}), name));
  for (const place of places) await linkFromStore(sha256, place);
  expect(places.map((place) => statSync(place).ino)).toEqual([statSync(stored).ino, statSync(stored).ino]);
  expect((await listStore()).find((file) => file.sha256 === sha256)).toEqual({
    sha256,
    path: stored,
    bytes: size,
    places: 2,
  });
  // Nobody changes by mistake what others have, too.
  expect(statSync(stored).mode & 0o222).toBe(0);
});

test('a file that stays where it is takes no space in the store', async () => {
  const { path, sha256 } = fileOf('linked');
  await linkIntoStore(path, sha256);
  expect(statSync(storedPath(sha256)).ino).toBe(statSync(path).ino);
});

test('whatever lies at a place goes, and what is there already stays', async () => {
  const { path, sha256, size } = fileOf('new');
  await linkIntoStore(path, sha256);
  const place = join(temporaryTruss({ place: 'old' }), 'place');
  expect(await isInPlace(sha256, size, place)).toBe(false);
  await linkFromStore(sha256, place);
  await linkFromStore(sha256, place);
  expect([readFileSync(place, 'utf8'), await isInPlace(sha256, size, place)]).toEqual(['new', true]);
});

test('what is removed from the store stays in its places', async () => {
  const { path, sha256, size } = fileOf('removed');
  await linkIntoStore(path, sha256);
  await removeStored(sha256);
  expect([await isStored(sha256, size), await isInPlace(sha256, size, path)]).toEqual([false, true]);
});

test('a place that cannot be written is told of', async () => {
  const { path, sha256 } = fileOf('nowhere');
  await linkIntoStore(path, sha256);
  const wall = join(temporaryTruss({ wall: '' }), 'wall');
  await expect(linkFromStore(sha256, join(wall, 'file'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  writeFileSync(join(wall), '');
});

/** A disk that no link leads to from the home of the tests, where there is one. */
const OTHER_DISK = '/dev/shm';
const isOther = existsSync(OTHER_DISK) && statSync(OTHER_DISK).dev !== statSync(tmpdir()).dev;

describe.runIf(isOther)('on another disk', () => {
  function placeThere(): string {
    const directory = mkdtempSync(join(OTHER_DISK, 'truss-place-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    return join(directory, 'file');
  }

  test('a copy is known again, and another file of its length and age is not taken for it', async () => {
    const [one, two] = [fileOf('copy one'), fileOf('copy two')];
    for (const { path, sha256 } of [one, two]) await moveIntoStore(path, sha256);
    const place = placeThere();
    await linkFromStore(one.sha256, place);
    expect([readFileSync(place, 'utf8'), await isInPlace(one.sha256, one.size, place)]).toEqual(['copy one', true]);
    expect(await isInPlace(two.sha256, two.size, place)).toBe(false);
    const { atime, mtime } = statSync(storedPath(two.sha256));
    utimesSync(place, atime, mtime);
    expect(await isInPlace(two.sha256, two.size, place)).toBe(false);
  });

  test('what a kill has left of a copy goes with the next one, and what is being copied stays', async () => {
    const { path, sha256 } = fileOf('whole');
    await moveIntoStore(path, sha256);
    const place = placeThere();
    writeFileSync(`${place}.0a1b2c3d.new`, 'half');
    await linkFromStore(sha256, place);
    expect(readdirSync(join(place, '..')).toSorted()).toEqual(['file', 'file.0a1b2c3d.new']);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    rmSync(place);
    await linkFromStore(sha256, place);
    expect(readdirSync(join(place, '..'))).toEqual(['file']);
  });
});

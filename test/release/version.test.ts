// What else has the version of package.json agrees with it; what is made of it is held by `npm run check:generated`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { expect, it } from 'vitest';

import { notesOf } from '../../scripts/release/changelog/changelog.ts';
import { version } from '../../src/core/version.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

it('is that of the lock', () => {
  const lock = JSON.parse(read('package-lock.json')) as { version: string; packages: { '': { version: string } } };
  expect([lock.version, lock.packages[''].version]).toEqual([version, version]);
});

it('has a section in the changelog once it is released', () => {
  const tags = execFileSync('git', ['tag', '--points-at', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const released = tags.filter((tag) => tag.startsWith('v'));
  for (const tag of released) {
    expect(tag).toBe(`v${version}`);
    expect(notesOf(read('CHANGELOG.md'), version)).toMatch(/./);
  }
  expect(notesOf(read('CHANGELOG.md'), 'Unreleased')).toBeDefined();
});

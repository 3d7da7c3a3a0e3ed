import { expect, test } from 'vitest';

import { renderSourceChange, sourceChange } from './lock-diff.ts';
import type { LockedSource } from './weights-lock.ts';
import { readWeightsLock, renderWeightsLock } from './weights-lock.ts';

const file = (path: string, digit = 'a', size = 1) => ({ path, size, sha256: digit.repeat(64) });

const SOURCE: LockedSource = {
  source: 'hf://a/b@main',
  revision: 'abc',
  allow: ['*.bin'],
  ignore: null,
  files: [file('a.bin'), file('sub/b.bin')],
};

test('is read as it was written, a line for each file', () => {
  const lock = { sources: [SOURCE, { source: null, revision: null, allow: null, ignore: null, files: [] }] };
  const text = renderWeightsLock(lock);
  expect(readWeightsLock(text)).toEqual(lock);
  expect(text.split('\n').filter((line) => line.includes('"path"'))).toHaveLength(2);
  expect(readWeightsLock(renderWeightsLock({ sources: [] }))).toEqual({ sources: [] });
});

test.each([
  ['a merge by half', '<<<<<<< HEAD\n{}'],
  ['a later version', '{"version": 2, "sources": []}'],
  ['a way out', renderWeightsLock({ sources: [{ ...SOURCE, files: [file('../x')] }] })],
  ['a way to the root', renderWeightsLock({ sources: [{ ...SOURCE, files: [file('/etc/x')] }] })],
])('%s is none', (_, text) => {
  expect(readWeightsLock(text)).toBeNull();
});

test('what differs reads as a diff', () => {
  const after = { ...SOURCE, revision: 'def', files: [file('a.bin', 'b', 9), file('c.bin'), file('d.bin')] };
  const before = { ...SOURCE, files: [...SOURCE.files, file('d.bin', 'e')] };
  const change = sourceChange(before, after);
  expect(change === null ? '' : renderSourceChange(change)).toMatchInlineSnapshot(`
    "hf://a/b@main
      revision abc → def
      ~ a.bin (1 → 9 bytes)
      + c.bin
      ~ d.bin (other bytes of the same length)
      - sub/b.bin"
  `);
  expect(sourceChange(SOURCE, { ...SOURCE })).toBeNull();
});

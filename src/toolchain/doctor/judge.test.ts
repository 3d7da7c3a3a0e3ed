// What the checks think of what they find.
import { expect, test } from 'vitest';

import { judgeSpace } from './disk.ts';
import { judgeNode } from './node.ts';
import { judgePythons } from './python.ts';

test.each([
  ['22.17.9', 'doubtful'],
  ['20.20.2', 'doubtful'],
  ['22.18.0', 'found'],
  ['24.1.0', 'found'],
])('Node %s is %s', (version, status) => {
  expect(judgeNode(version).status).toBe(status);
});

test.each([
  [[], 'missing: none'],
  [[6, 8], 'missing: only 3.8.1 (/usr/3.8), 3.6.1 (/usr/3.6), too old'],
  [[8, 11, 12], 'found: 3.12.1 (/usr/3.12), 3.11.1 (/usr/3.11)'],
  [[14, 8], 'doubtful: 3.14.1 (/usr/3.14)'],
])('Pythons of the minor versions %j are %s', (minors, expected) => {
  const pythons = minors.map((minor) => {
    return { minor, version: `3.${minor}.1`, path: '/elsewhere', base: `/usr/3.${minor}` };
  });
  const { status, found, advice } = judgePythons(pythons);
  expect(`${status}: ${found}`).toBe(expected);
  if (status !== 'found') expect(advice).toContain('uv python install 3.13');
});

test('little space is doubtful', () => {
  expect(judgeSpace(81.46e9)).toEqual({ status: 'found', found: '81.5 GB free for environments' });
  expect(judgeSpace(1.9e9)).toMatchObject({ status: 'doubtful', found: '1.9 GB free for environments' });
});

import { expect, test } from 'vitest';

import { keptVersions } from './kept-versions.ts';

const HEADER = { minor: 11, sources: 'sha256:1', implied: [] };
const LOCK = 'scikit-learn==1.5.0 \\\n    --hash=sha256:aa\nidna==3.4 ; sys_platform == "linux"\nnumpy==1.26.4\n';

test('the present lock counts as a whole where nothing else is known', () => {
  expect(keptVersions({ path: 'x', text: LOCK, header: HEADER }, [], [])).toBe(`${LOCK}\n`);
  expect(keptVersions(null, [], [])).toBe('\n');
});

test('what is installed where the model was made comes before what was locked', () => {
  const seed = [
    { name: 'Scikit_Learn', version: '1.9.1' },
    { name: 'torch', version: '2.9+cpu' },
  ];
  expect(keptVersions({ path: 'x', text: LOCK, header: HEADER }, seed, []).split('\n')).toEqual([
    'idna==3.4',
    'numpy==1.26.4',
    'Scikit_Learn==1.9.1',
    'torch==2.9+cpu',
    'torch==2.9',
    '',
  ]);
});

test('of a file of somebody else only the pins count', () => {
  expect(keptVersions({ path: 'x', text: `<<<<<<< HEAD\n${LOCK}`, header: null }, [], [])).toBe(
    'scikit-learn==1.5.0\nidna==3.4\nnumpy==1.26.4\n',
  );
});

test('what is upgraded keeps nothing', () => {
  const lock = { path: 'x', text: LOCK, header: HEADER };
  expect(keptVersions(lock, [], ['Scikit_Learn', 'numpy'])).toBe('idna==3.4\n');
  expect(keptVersions(lock, [{ name: 'numpy', version: '2.0' }], 'all')).toBe('\nnumpy==2.0\n');
});

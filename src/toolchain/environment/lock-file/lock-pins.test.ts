import { expect, test } from 'vitest';

import { changedPins, lockPins } from './lock-pins.ts';

const lock = (...lines: string[]): string => lines.map((line) => `${line} \\\n    --hash=sha256:00\n`).join('');

test('a package has the versions of all its lines, under the name that all spellings have', () => {
  const text = lock('Ab_C==1.0', "numpy==1.26 ; python_version < '3.12'", "numpy==2.4 ; python_version >= '3.12'");
  expect([...lockPins(text)]).toEqual([
    ['ab-c', '1.0'],
    ['numpy', '1.26, 2.4'],
  ]);
});

test('what is new, gone or at another version has changed', () => {
  expect(changedPins(lock('b==1', 'c==1', 'd==1'), lock('a==1', 'b==2', 'd==1'))).toEqual([
    { name: 'a', before: null, after: '1' },
    { name: 'b', before: '1', after: '2' },
    { name: 'c', before: '1', after: null },
  ]);
});

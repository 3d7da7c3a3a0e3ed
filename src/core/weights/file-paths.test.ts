import { expect, test } from 'vitest';

import { clashOf } from './file-paths.ts';

test.each<[paths: string[], isCaseBlind: boolean, clash: string | null]>([
  [['a', 'b/c', 'b/d e', 'ü [1].bin', '..a', 'a..b/…'], true, null],
  [['../evil'], false, 'names a file "../evil", which would lie outside of its folder'],
  [['a/../../evil'], false, 'names a file "a/../../evil", which would lie outside of its folder'],
  [['/etc/passwd'], false, 'names a file "/etc/passwd", which would lie outside of its folder'],
  [['a//b'], false, 'names a file "a//b", which would lie outside of its folder'],
  [['a\0b'], false, String.raw`names a file "a\u0000b", which would lie outside of its folder`],
  [['a', 'a/b'], false, 'has both a file a and a file a/b, which would lie in it'],
  [['Model.bin', 'model.bin'], false, null],
  [['Model.bin', 'model.bin'], true, 'has files Model.bin and model.bin, which are one file on this machine'],
  [['\u00fc', 'u\u0308'], true, 'has files \u00fc and u\u0308, which are one file on this machine'],
])('%j, case blind: %s', (paths, isCaseBlind, clash) => {
  expect(clashOf(paths, { isCaseBlind })).toBe(clash);
});

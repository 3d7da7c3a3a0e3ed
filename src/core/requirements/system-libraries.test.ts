import { expect, test } from 'vitest';

import { missingLibraryHint, systemLibrariesOf } from './system-libraries.ts';

test('what wheels lean on is named once, however the package is written', () => {
  const lines = ['LightGBM==4.7.0', 'opencv_python>=4', 'opencv-contrib-python', 'numpy', './local', '-r other.txt'];
  expect(systemLibrariesOf(lines)).toEqual(['libgomp1', 'libgl1', 'libglib2.0-0']);
});

test.each([
  ['ImportError: libgomp.so.1: cannot open shared object file: No such file or directory', 'libgomp.so.1', 'libgomp1'],
  [
    'x: error while loading shared libraries: libGL.so.1: cannot open shared object file: No such file',
    'libGL.so.1',
    'libgl1',
  ],
  ['libglib-2.0.so.0: cannot open shared object file', 'libglib-2.0.so.0', 'libglib2.0-0'],
])('a library that is missing, and the package that has it: %s', (said, library, name) => {
  expect(missingLibraryHint(said)).toContain(`${library} is missing`);
  expect(missingLibraryHint(said)).toContain(`usually ${name},`);
});

test('other words are no missing library', () => {
  expect(missingLibraryHint('FileNotFoundError: data/libgomp.so.1')).toBeNull();
});

import { expect, test } from 'vitest';

import { systemLibrariesOf } from './system-libraries.ts';

test('what wheels lean on is named once, however the package is written', () => {
  const lines = ['LightGBM==4.7.0', 'opencv_python>=4', 'opencv-contrib-python', 'numpy', './local', '-r other.txt'];
  expect(systemLibrariesOf(lines)).toEqual(['libgomp1', 'libgl1', 'libglib2.0-0']);
});

import { expect, test } from 'vitest';

import { explainForeign } from './foreign-lines.ts';

test.each([
  ['pkg-resources==0.0.0', 'is no package: old versions of pip list it by mistake', 'Remove the line.'],
  ['pkg_resources == 0.0.0', 'is no package', 'Remove the line.'],
  [
    'six @ file:///croot/six_1644875935023/work',
    'conda has built the package',
    'Write six with its version: six==1.0.',
  ],
  [
    'numpy @ file:///home/conda/feedstock_root/build_artifacts/numpy_17/work/dist/numpy.whl',
    'conda has built the package',
    'Write numpy with its version',
  ],
  ['numpy=1.26.4=py311h64a7726_0', "is a line of conda's list", 'Write numpy==1.26.4.'],
  ['numpy   1.26.4   py311h64a7726_0   conda-forge', "is a line of conda's list", 'Write numpy==1.26.4.'],
  ['-e git+https://h/o/r.git@c0ffee#egg=y', 'is a checkout', 'Write y @ git+https://h/o/r.git@c0ffee'],
  ['--editable git+https://h/r@m#egg=y&subdirectory=a', 'is a checkout', 'Write y @ git+https://h/r@m#subdirectory=a'],
  ['pywin32==306', 'is for Windows alone', 'pywin32==306 ; sys_platform == "win32"'],
])('%s', (text, message, hint) => {
  const told = explainForeign(text);
  expect(told?.message).toContain(`${text} ${message.startsWith('is') ? message : ''}`.trim());
  expect(told?.message).toContain(message);
  expect(told?.hint).toContain(hint);
});

test.each([
  'numpy==1.26.4',
  'six @ file:///home/me/wheels/six-1.0-py3-none-any.whl',
  'pywin32==306 ; sys_platform == "win32"',
  'pywin32-stubs',
  '-e ./mine',
  'git+https://h/o/r.git',
  'pkg-resources-x==0.0.0',
])('nothing of %s', (text) => {
  expect(explainForeign(text)).toBeNull();
});

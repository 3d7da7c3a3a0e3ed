import { expect, test } from 'vitest';

import { pythonVersion, toPythonVersion } from './version.ts';

test.each([
  ['1.0.0', '1.0.0'],
  ['1.0.0-alpha.1', '1.0.0a1'],
  ['1.2.0-beta.12', '1.2.0b12'],
  ['2.0.0-rc.3', '2.0.0rc3'],
  ['1.0.0a1', '1.0.0a1'],
])('%s is %s in Python', (npm, python) => {
  expect(toPythonVersion(npm)).toBe(python);
});

test('the version of this release has a form in Python', () => {
  expect(pythonVersion).toMatch(/^\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?$/);
});

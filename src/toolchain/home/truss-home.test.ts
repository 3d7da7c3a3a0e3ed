import { isAbsolute } from 'node:path';

import { afterEach, expect, test, vi } from 'vitest';

import { trussHome } from './truss-home.ts';

afterEach(() => void vi.unstubAllEnvs());

test('an empty HOME gives no path that means another place in another directory', () => {
  vi.stubEnv('TRUSS_HOME', '');
  vi.stubEnv('HOME', '');
  expect(isAbsolute(trussHome())).toBe(true);
});

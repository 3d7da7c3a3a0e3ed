import { expect, test } from 'vitest';

import { hasKernels } from './gpu-kernels.ts';

test.each([
  ['12.0', ['sm_75', 'sm_90', 'sm_120'], true],
  ['12.0', ['sm_75', 'sm_90'], false],
  ['8.9', ['sm_80', 'sm_86'], true],
  ['8.0', ['sm_86'], false],
  ['7.5', ['sm_80'], false],
  ['9.0', ['sm_90a'], true],
  ['12.0', ['sm_90', 'compute_90'], true],
  ['7.0', ['compute_75'], false],
  ['12.1', ['sm_120a'], false],
  ['10.0', ['sm_100'], true],
  ['9.0', [], false],
  ['9.0', ['gfx90a', ''], false],
])('a GPU of %s and code for %j: %s', (capability, architectures, has) => {
  expect(hasKernels(architectures, capability)).toBe(has);
});

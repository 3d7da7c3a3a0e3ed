import { expect, test } from 'vitest';

import { withoutBuild } from './torch-packages.ts';

test.each([
  ['torch==2.9.0+cu128', 'torch==2.9.0'],
  ['Torch == 2.9.0+cu128 ; sys_platform != "darwin"', 'Torch == 2.9.0 ; sys_platform != "darwin"'],
  ['torchvision===0.24.0+cpu', 'torchvision===0.24.0'],
  ['torch>=2.1', 'torch>=2.1'],
  [
    'torch @ https://example.com/torch-2.9.0+cpu-cp311-none-any.whl',
    'torch @ https://example.com/torch-2.9.0+cpu-cp311-none-any.whl',
  ],
  ['jaxlib==0.4.1+cuda12', 'jaxlib==0.4.1+cuda12'],
  ['--extra-index-url https://example.com', '--extra-index-url https://example.com'],
])('%s', (requirement, plain) => {
  expect(withoutBuild(requirement)).toBe(plain);
});

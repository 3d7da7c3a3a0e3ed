import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { MAX_DIMENSIONS, MAX_TENSORS } from './limits.ts';

test('the worker has the same limits', () => {
  const worker = readFileSync(new URL('../../../python/src/truss_worker/v2/limits.py', import.meta.url), 'utf8');
  expect(worker).toContain(`\nMAX_DIMENSIONS: Final = ${MAX_DIMENSIONS}\n`);
  expect(worker).toContain(`\nMAX_TENSORS: Final = ${MAX_TENSORS}\n`);
});

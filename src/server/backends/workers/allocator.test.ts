import { expect, test } from 'vitest';

import { allocatorSettings } from './allocator.ts';

test('a worker keeps memory that it has used once', () => {
  expect(allocatorSettings({ PATH: '/bin' })).toEqual({
    MALLOC_MMAP_THRESHOLD_: '67108864',
    MALLOC_TRIM_THRESHOLD_: '67108864',
  });
});

test.each(['MALLOC_ARENA_MAX', 'MALLOC_TRIM_THRESHOLD_', 'GLIBC_TUNABLES'])('%s is left to who has set it', (name) => {
  expect(allocatorSettings({ PATH: '/bin', [name]: '1' })).toEqual({});
});

import { expect, test } from 'vitest';

import { memoryDoubt } from './memory-budget.ts';

const GI = 2 ** 30;

test.each([
  ['4Gi', 'The model asks for 4Gi of memory, and there are 2.0Gi'],
  ['4G', 'The model asks for 4G of memory, and there are 2.0Gi'],
  ['2049Mi', 'The model asks for 2049Mi of memory, and there are 2.0Gi'],
  ['3000000k', 'The model asks for 3000000k of memory, and there are 2.0Gi'],
  ['1Ti', 'The model asks for 1Ti of memory, and there are 2.0Gi'],
  ['3e9', 'The model asks for 3e9 of memory, and there are 2.0Gi'],
  ['2Gi', null],
  ['2G', null],
  ['2097152Ki', null],
  ['1000', null],
  ['Mi', null],
  ['nan', null],
])('%s of 2 GiB', (memory, doubt) => {
  expect(memoryDoubt(memory, 2 * GI)).toBe(doubt);
});

test('this machine has something, and not everything', () => {
  expect(memoryDoubt('1Ki')).toBeNull();
  expect(memoryDoubt('1Ei')).toMatch(/^The model asks for 1Ei of memory, and there are \d+\.\dGi$/);
});

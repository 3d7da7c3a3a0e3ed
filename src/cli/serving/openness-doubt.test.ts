import { expect, test } from 'vitest';

import { opennessDoubt } from './openness-doubt.ts';

test('a server that everybody reaches and may ask is told of', () => {
  expect(opennessDoubt('0.0.0.0', null)).toMatch(/^Whoever reaches 0\.0\.0\.0 on the network .* --tokens/);
  expect(opennessDoubt('::', null)).not.toBeNull();
  expect(opennessDoubt('0.0.0.0', 'tokens.txt')).toBeNull();
  const own = ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'];
  expect(own.map((host) => opennessDoubt(host, null))).toEqual([null, null, null, null, null]);
});

import { expect, test } from 'vitest';

import { LastLines } from './last-lines.ts';

test('the last twenty lines are kept', () => {
  const last = new LastLines();
  expect(last.get()).toEqual([]);
  for (let line = 1; line <= 105; line += 1) last.add(String(line));
  expect(last.get()).toEqual(Array.from({ length: 20 }, (_, index) => String(86 + index)));
});

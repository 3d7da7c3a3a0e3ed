import { expect, test } from 'vitest';

import { CrowdWatch } from './crowd-watch.ts';

test('who polls goes on as long as nobody else wants the processor', () => {
  const watch = new CrowdWatch();
  expect(watch.begin(100)).toBe(true);
  for (let now = 100; now < 100.2; now += 0.01) expect(watch.look(now)).toBe(true);
  // What lies between two times of polling is no sign of anything.
  expect(watch.begin(5000)).toBe(true);
  expect(watch.look(5000.5)).toBe(true);
});

test('who was put aside polls no more for a second', () => {
  const watch = new CrowdWatch();
  watch.begin(100);
  expect(watch.look(104)).toBe(false);
  expect(watch.begin(104.1)).toBe(false);
  expect(watch.begin(1103)).toBe(false);
  expect(watch.begin(1104)).toBe(true);
  expect(watch.look(1104.1)).toBe(true);
});

import { expect, test } from 'vitest';

import { PollPolicy } from './poll-policy.ts';

test('what came soon is polled for the next time, what did not is slept for', () => {
  const policy = new PollPolicy();
  expect(policy.begin(1000)).toBe(0);
  policy.end(1000.1);
  expect(policy.begin(1001)).toBeCloseTo(1001.2);
  policy.end(1011);
  expect(policy.begin(1011)).toBe(0);
  policy.end(1011.15);
  expect(policy.begin(1012)).toBeCloseTo(1012.2);
});

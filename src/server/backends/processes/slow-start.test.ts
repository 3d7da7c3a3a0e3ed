import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { keepLog } from '../../../../test/support/kept-log.ts';
import { SlowStart } from './slow-start.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what a start is at is said, less and less often, until it is over', () => {
  const { logger, records } = keepLog();
  const start = new SlowStart(logger, 'the process starts');
  vi.advanceTimersByTime(4999);
  expect(records).toEqual([]);
  vi.advanceTimersByTime(1);
  start.goesOn('load() runs');
  vi.advanceTimersByTime(235_000);
  start.end();
  vi.advanceTimersByTime(600_000);
  expect(records.map(({ message }) => message)).toEqual([
    'Still waiting after 5 s: the process starts',
    ...[15, 30, 60, 120, 180, 240].map((seconds) => `Still waiting after ${seconds} s: load() runs`),
  ]);
});

test('a start that is over soon is none to speak of', () => {
  const { logger, records } = keepLog();
  new SlowStart(logger, 'the process starts').end();
  vi.advanceTimersByTime(600_000);
  expect(records).toEqual([]);
});

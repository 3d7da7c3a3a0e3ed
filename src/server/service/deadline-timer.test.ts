import { expect, test, vi } from 'vitest';

import { fakeEntry } from '../../../test/support/fake-entry.ts';
import { DeadlineTimer } from './deadline-timer.ts';

test('deadlines are watched as long as there are requests', async () => {
  vi.useFakeTimers();
  const fake = fakeEntry();
  const [backend] = fake.backends;
  backend!.becomeReady();
  await vi.advanceTimersByTimeAsync(0);
  const timer = new DeadlineTimer(() => [fake.entry]);
  const { told } = fake.submit('a', { deadlineAt: performance.now() + 100 });
  timer.wake();
  await vi.advanceTimersByTimeAsync(99);
  expect(told).toEqual([]);
  // A tick later at most; the model has let go of the request by the next one.
  await vi.advanceTimersByTimeAsync(11);
  expect(told).toEqual([
    'REQUEST_DEADLINE: The deadline passed after 100 ms, while the model computed (set by the request itself)',
  ]);
  await vi.advanceTimersByTimeAsync(10);
  expect(vi.getTimerCount()).toBe(0);
  fake.submit('b', { deadlineAt: Infinity });
  timer.wake();
  await vi.advanceTimersByTimeAsync(3600);
  expect(vi.getTimerCount()).toBe(1);
  timer.stop();
  expect(vi.getTimerCount()).toBe(0);
});

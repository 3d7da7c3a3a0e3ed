import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { keepLog } from '../../../test/support/kept-log.ts';
import { Garbage } from './collect-garbage.ts';
import type { AnswerReader } from './unread-answers.ts';
import { UnreadAnswers } from './unread-answers.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const LIMITS = { maxBytes: 100_000, pauseMs: 60_000, lookMs: 1000 };

interface Reader extends AnswerReader {
  taken: number;
  isCutOff: boolean;
}

function reader(): Reader {
  const made: Reader = { taken: 0, isCutOff: false, cutOff: () => (made.isCutOff = true) };
  return made;
}

test('a reader has until its deadline, never less than a moment, never more than the limit', () => {
  const unread = new UnreadAnswers(LIMITS, keepLog().logger);
  const now = performance.now();
  expect(unread.patienceMs(now - 1000)).toBe(5000);
  expect(Math.round(unread.patienceMs(now + 20_000))).toBe(20_000);
  expect(unread.patienceMs(Infinity)).toBe(60_000);
});

test('who takes something now and then is left alone; who does not is cut off', () => {
  const unread = new UnreadAnswers(LIMITS, keepLog().logger);
  const [slow, asleep] = [reader(), reader()];
  unread.hold(slow, 50_000, 5000);
  unread.hold(asleep, 10_000, 5000);
  for (let second = 0; second < 20; second += 1) {
    slow.taken += 2000;
    // A sign of life is no reading.
    asleep.taken += 17;
    vi.advanceTimersByTime(1000);
  }
  expect([slow.isCutOff, asleep.isCutOff, unread.bytes]).toEqual([false, true, 50_000]);
});

test('room is made by those who have stood still for longest', () => {
  const unread = new UnreadAnswers(LIMITS, keepLog().logger);
  const readers = [reader(), reader(), reader()] as const;
  for (const each of readers) {
    unread.hold(each, 30_000, Infinity);
    vi.advanceTimersByTime(400);
  }
  // The third may well be about to read.
  expect(unread.roomFor(40_000)).toBe(true);
  expect(readers.map(({ isCutOff }) => isCutOff)).toEqual([true, false, false]);
});

test('an answer alone may be larger than all together; what is given back is', () => {
  const unread = new UnreadAnswers(LIMITS, keepLog().logger);
  expect(unread.roomFor(1_000_000)).toBe(true);
  const held = unread.hold(reader(), 1_000_000, Infinity);
  expect(unread.roomFor(1)).toBe(false);
  held.release();
  held.release();
  expect([unread.bytes, unread.roomFor(100_000), vi.getTimerCount()]).toEqual([0, true, 0]);
});

test('memory of who has gone is collected when nothing more is let go of, and soon in any case', () => {
  let collections = 0;
  const garbage = new Garbage(() => (collections += 1));
  const unread = new UnreadAnswers(LIMITS, keepLog().logger, garbage);
  const letGo = (mebibytes: number): void => unread.hold(reader(), mebibytes * 2 ** 20, Infinity).release();
  letGo(10);
  vi.advanceTimersByTime(60_000);
  expect(collections).toBe(0);
  letGo(10);
  vi.advanceTimersByTime(1900);
  letGo(1);
  vi.advanceTimersByTime(1900);
  expect(collections).toBe(0);
  vi.advanceTimersByTime(200);
  expect(collections).toBe(1);
  for (let second = 0; second < 25; second += 1) {
    letGo(20);
    vi.advanceTimersByTime(1000);
  }
  expect(collections).toBe(3);
});

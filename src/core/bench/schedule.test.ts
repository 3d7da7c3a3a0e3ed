import { describe, expect, it } from 'vitest';

import { Schedule, waitsSince } from './schedule.ts';

describe('Schedule', () => {
  it('has a request due at each interval, and drifts by none', () => {
    const schedule = new Schedule(1000, 3);
    const due = Array.from({ length: 3001 }, () => schedule.take(Number.POSITIVE_INFINITY));
    expect([due[0], due[3], due[3000]]).toEqual([1000, 2000, 1_001_000]);
  });

  it('gives nothing before it is due', () => {
    const schedule = new Schedule(0, 100);
    expect([schedule.take(0), schedule.take(9), schedule.nextMs, schedule.take(10)]).toEqual([0, null, 10, 10]);
  });

  it('counts a stall for each request that was due meanwhile', () => {
    const schedule = new Schedule(0, 10);
    // One connection, busy with the first request for half a second.
    schedule.take(0);
    const waits: number[] = [];
    for (let due = schedule.take(500); due !== null; due = schedule.take(500)) {
      waits.push(500 - waitsSince(due, 500, 500));
    }
    expect(waits).toEqual([400, 300, 200, 100, 0]);
  });
});

describe('a request waits', () => {
  it.each([
    ['since it was due, where no connection was free then', [10, 15, 20], 10],
    ['since it is sent, where one was and the timer was late', [10, 5, 12], 12],
    ['since it is sent, where one became free just then', [10, 10, 12], 12],
  ])('%s', (_, [dueMs = 0, freeSinceMs = 0, nowMs = 0], since) => {
    expect(waitsSince(dueMs, freeSinceMs, nowMs)).toBe(since);
  });
});

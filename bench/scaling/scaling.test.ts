import { expect, test } from 'vitest';

import { simulateFleet } from './fleet.ts';
import { predictWaits } from './queue.ts';

const pod = { capacity: 1000, overheadMs: 0.5 };

test('waits grow as the theory of queues has it where each request takes the same time', () => {
  // M/D/1: the mean wait is ρ/2(1-ρ) of a service time; at a tenth of the load nobody waits, at nine tenths most do.
  const calm = predictWaits(pod, 100);
  expect(calm.p50Ms).toBeCloseTo(1.5, 1);
  const full = predictWaits(pod, 900);
  expect(full.p50Ms).toBeGreaterThan(3);
  expect(full.p50Ms).toBeLessThan(7);
  expect(full.p99Ms).toBeGreaterThan(15);
  expect(predictWaits(pod, 900)).toEqual(full);
});

const fleet = { pod, min: 1, max: 50, target: 0.8, startSeconds: 20, maxQueue: 1000, seconds: 900 };

test('a steady load settles at as many pods as it needs, and loses nothing', () => {
  const report = simulateFleet({ ...fleet, min: 10, rate: () => 8000 });
  expect(report).toMatchObject({ lastPods: 10, refusedShare: 0, badSeconds: 0 });
});

test('a load that grows tenfold at once is refused in part until the pods are there', () => {
  const report = simulateFleet({ ...fleet, rate: (second) => (second < 60 ? 500 : 5000) });
  expect(report.lastPods).toBeGreaterThanOrEqual(6);
  expect(report.lastPods).toBeLessThanOrEqual(8);
  expect(report.refusedShare).toBeGreaterThan(0);
  const quicker = simulateFleet({ ...fleet, startSeconds: 2, rate: (second) => (second < 60 ? 500 : 5000) });
  expect(quicker.badSeconds).toBeLessThan(report.badSeconds);
});

test('pods go slowly when the load is over, and never below the fewest', () => {
  const report = simulateFleet({ ...fleet, min: 2, seconds: 3600, rate: (second) => (second < 300 ? 5000 : 10) });
  expect(report.mostPods).toBeGreaterThan(6);
  expect(report.lastPods).toBe(2);
});

import { setImmediate } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { WakefulLoop } from './wakeful-loop.ts';

/** The clock, in ms; it stands still unless somebody sets it. */
let now = 1000;
beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => now));
afterEach(() => void vi.restoreAllMocks());

function isPolling(): boolean {
  return process.getActiveResourcesInfo().includes('Immediate');
}

/** Two requests of a closed loop, of which each step takes so long. */
function twoRequests(loop: WakefulLoop, stepMs: number): void {
  loop.requestCame(now);
  loop.requestSent(now);
  loop.answerCame((now += stepMs));
  loop.requestCame((now += stepMs));
  loop.requestSent(now);
}

/** So much time passes, and the loop turns. */
async function pass(ms: number): Promise<void> {
  now += ms;
  await setImmediate();
}

test('the loop stays awake while steps are short, for as long as one may take', async () => {
  const loop = new WakefulLoop({ isEnabled: true });
  twoRequests(loop, 0.1);
  expect(isPolling()).toBe(true);
  await pass(0.1);
  expect(isPolling()).toBe(true);
  await pass(0.15);
  expect(isPolling()).toBe(false);
});

test('it sleeps while they are long', () => {
  twoRequests(new WakefulLoop({ isEnabled: true }), 5);
  expect(isPolling()).toBe(false);
});

test('it sleeps where there is no processor to spare', () => {
  twoRequests(new WakefulLoop({ isEnabled: false }), 0.1);
  expect(isPolling()).toBe(false);
});

test('it sleeps for a second once others had the processor while it polled', async () => {
  const loop = new WakefulLoop({ isEnabled: true });
  twoRequests(loop, 0.1);
  await pass(0.05);
  expect(isPolling()).toBe(true);
  await pass(3);
  expect(isPolling()).toBe(false);
  twoRequests(loop, 0.1);
  expect(isPolling()).toBe(false);
  now += 1000;
  twoRequests(loop, 0.1);
  expect(isPolling()).toBe(true);
  await pass(1);
});

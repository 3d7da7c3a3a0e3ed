import { setImmediate } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { WakefulLoop } from './wakeful-loop.ts';

/** Long enough ahead for a slow machine to look twice. */
const AHEAD_MS = 50;

function isPolling(): boolean {
  return process.getActiveResourcesInfo().includes('Immediate');
}

/** Two requests of a closed loop, of which each step takes so long. */
function twoRequests(loop: WakefulLoop, stepMs: number): void {
  let now = performance.now() + AHEAD_MS - 3 * stepMs;
  loop.requestCame(now);
  loop.requestSent(now);
  loop.answerCame((now += stepMs));
  loop.requestCame((now += stepMs));
  loop.requestSent(now);
}

test('the loop stays awake while steps are short', async () => {
  const loop = new WakefulLoop({ isEnabled: true });
  twoRequests(loop, 0.1);
  expect(isPolling()).toBe(true);
  await setImmediate();
  expect(isPolling()).toBe(true);
  while (isPolling()) await setImmediate();
});

test('it sleeps while they are long', () => {
  twoRequests(new WakefulLoop({ isEnabled: true }), 5);
  expect(isPolling()).toBe(false);
});

test('it sleeps where there is no processor to spare', () => {
  twoRequests(new WakefulLoop({ isEnabled: false }), 0.1);
  expect(isPolling()).toBe(false);
});

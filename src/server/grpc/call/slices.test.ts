import { setImmediate as nextTurn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import type { Sliced } from '../../../core/sliced.ts';
import { Slices } from './slices.ts';

/** Work of so many slices, each longer than a turn may be. */
function* long(slices: number): Sliced<number> {
  for (let slice = 0; slice < slices; slice += 1) {
    const end = performance.now() + 10;
    while (performance.now() < end);
    yield;
  }
  return slices;
}

// oxlint-disable-next-line require-yield -- that is what is short of it
function* short(result: string): Sliced<string> {
  return result;
}

/** Notes results in the order in which they come. */
function noted(): { readonly results: unknown[]; readonly outcome: ReturnType<typeof outcomeOf> } {
  const results: unknown[] = [];
  return { results, outcome: outcomeOf(results) };
}

function outcomeOf(results: unknown[]): {
  readonly onDone: (result: unknown) => void;
  readonly onError: (error: unknown) => void;
} {
  return { onDone: (result) => results.push(result), onError: (error) => results.push(error) };
}

async function until(condition: () => boolean): Promise<number> {
  for (let turns = 0; ; turns += 1) {
    if (condition()) return turns;
    await nextTurn();
  }
}

test('small work is done at once, large work in turns of its own', async () => {
  const slices = new Slices();
  const { results, outcome } = noted();
  slices.lane().run(short('small'), outcome);
  expect(results).toEqual(['small']);
  slices.lane().run(long(5), outcome);
  slices.lane().run(short('meanwhile'), outcome);
  expect(results).toEqual(['small', 'meanwhile']);
  expect(await until(() => results.length === 3)).toBeGreaterThanOrEqual(4);
  expect(results[2]).toBe(5);
});

test('several are worked on in turn, so that the one with less to do is done first', async () => {
  const slices = new Slices();
  const { results, outcome } = noted();
  for (const count of [9, 3, 6]) slices.lane().run(long(count), outcome);
  await until(() => results.length === 3);
  expect(results).toEqual([3, 6, 9]);
});

test('what is small waits for what is before it in the same lane', async () => {
  const slices = new Slices();
  const lane = slices.lane();
  const { results, outcome } = noted();
  lane.run(long(3), outcome);
  lane.run(short('last'), outcome);
  expect(results).toEqual([]);
  await until(() => results.length === 2);
  expect(results).toEqual([3, 'last']);
});

test('work that fails says so, at once or later, and what follows it goes on', async () => {
  const slices = new Slices();
  const lane = slices.lane();
  const { results, outcome } = noted();
  const failing = function* failing(turns: number): Sliced<number> {
    yield* long(turns);
    throw new Error('no');
  };
  slices.lane().run(failing(0), outcome);
  lane.run(failing(2), outcome);
  lane.run(short('on'), outcome);
  await until(() => results.length === 3);
  expect(results).toEqual([new Error('no'), new Error('no'), 'on']);
});

test('a lane that is stopped does nothing more, and the others do', async () => {
  const slices = new Slices();
  const { results, outcome } = noted();
  const lane = slices.lane();
  lane.run(long(2), outcome);
  slices.lane().run(long(4), outcome);
  lane.stop();
  await until(() => results.length > 0);
  expect(results).toEqual([4]);
});

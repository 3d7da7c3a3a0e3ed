import { expect, test } from 'vitest';

import type { Slotted } from './slot-table.ts';
import { SlotTable } from './slot-table.ts';

function table(): SlotTable<Slotted> {
  return new SlotTable((slot) => ({ slot, generation: 0, taken: false }));
}

test('an id finds its item until the slot is released, and never the next one', () => {
  const slots = table();
  const first = slots.acquire();
  const { slot, generation } = first;
  expect([slot, generation]).toEqual([0, 1]);
  expect(slots.find(0, 1)).toBe(first);
  slots.release(first);
  expect(slots.find(0, 1)).toBeUndefined();
  const second = slots.acquire();
  expect(second).toBe(first);
  expect(second.generation).toBe(2);
  expect(slots.find(0, 1)).toBeUndefined();
  expect(slots.find(0, 2)).toBe(second);
});

test('the table grows to the most that was in use together', () => {
  const slots = table();
  const items = [slots.acquire(), slots.acquire(), slots.acquire()];
  expect(items.map((item) => item.slot)).toEqual([0, 1, 2]);
  expect(slots.size).toBe(3);
  items.forEach((item) => slots.release(item));
  expect(slots.size).toBe(0);
  expect(slots.acquire().slot).toBe(2);
});

test('generations begin again at 1 after the largest that 32 bits hold', () => {
  const slots = table();
  const item = slots.acquire();
  item.generation = 0xffffffff;
  slots.release(item);
  expect(slots.acquire().generation).toBe(1);
});

test('an id of nobody finds nothing', () => {
  expect(table().find(7, 1)).toBeUndefined();
});

test('a slot is not released twice', () => {
  const slots = table();
  const item = slots.acquire();
  slots.release(item);
  expect(() => slots.release(item)).toThrow(RangeError);
});

test('a visitor may release what it sees', () => {
  const slots = table();
  slots.acquire();
  slots.acquire();
  slots.forEach((item) => slots.release(item));
  expect(slots.size).toBe(0);
});

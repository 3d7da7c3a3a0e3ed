import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import type { Linked } from './linked-queue.ts';
import { LinkedQueue } from './linked-queue.ts';

class Item implements Linked<Item> {
  previous: Item | null = null;
  next: Item | null = null;
}

test('behaves as an array does, whatever the order of operations', () => {
  const operation = fc.record({
    what: fc.constantFrom('append', 'prepend', 'shift', 'take', 'remove'),
    at: fc.nat(20),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const queue = new LinkedQueue<Item>();
      const model: Item[] = [];
      for (const { what, at } of operations) {
        const item = new Item();
        if (what === 'append') {
          queue.append(item);
          model.push(item);
        } else if (what === 'prepend') {
          queue.prepend(item);
          model.unshift(item);
        } else if (what === 'shift') expect(queue.shift()).toBe(model.shift() ?? null);
        else if (what === 'take') expect(queue.take(at % 4)).toEqual(model.splice(0, at % 4));
        else if (model.length > 0) {
          const [removed] = model.splice(at % model.length, 1);
          queue.remove(removed!);
        }
        expect(queue.length).toBe(model.length);
      }
      expect(queue.take(Infinity)).toEqual(model);
      expect(queue.shift()).toBeNull();
    }),
  );
});

test('an item that left can queue again', () => {
  const queue = new LinkedQueue<Item>();
  const item = new Item();
  queue.append(item);
  queue.remove(item);
  queue.prepend(item);
  expect(queue.take(1)).toEqual([item]);
});

/** What can stand in a queue: the links are the item's own, so that queueing allocates nothing. */
export interface Linked<Item> {
  previous: Item | null;
  next: Item | null;
}

/** A queue whose items can also leave from the middle: every operation is O(1). An item stands in one queue at a time. */
export class LinkedQueue<Item extends Linked<Item>> {
  #first: Item | null = null;
  #last: Item | null = null;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Who has waited longest; null: nobody waits. */
  get first(): Item | null {
    return this.#first;
  }

  /** Lets an item wait behind all others. */
  append(item: Item): void {
    item.previous = this.#last;
    item.next = null;
    if (this.#last === null) this.#first = item;
    else this.#last.next = item;
    this.#last = item;
    this.#length += 1;
  }

  /** Lets an item wait before all others. */
  prepend(item: Item): void {
    item.previous = null;
    item.next = this.#first;
    if (this.#first === null) this.#last = item;
    else this.#first.previous = item;
    this.#first = item;
    this.#length += 1;
  }

  /** Takes the first item, or gives null. */
  shift(): Item | null {
    const item = this.#first;
    if (item !== null) this.remove(item);
    return item;
  }

  /** Takes the first so many items in their order, or all where there are fewer. */
  take(count: number): Item[] {
    const items: Item[] = [];
    while (items.length < count) {
      const item = this.shift();
      if (item === null) break;
      items.push(item);
    }
    return items;
  }

  /** Takes an item out of this queue, in which it must stand. */
  remove(item: Item): void {
    if (item.previous === null) this.#first = item.next;
    else item.previous.next = item.next;
    if (item.next === null) this.#last = item.previous;
    else item.next.previous = item.previous;
    item.previous = null;
    item.next = null;
    this.#length -= 1;
  }
}

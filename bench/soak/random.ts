/** Numbers as if they were random, the same ones for the same seed: a soak that failed can be had again. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1 (mulberry32, of Tommy Ettinger, in the public domain). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** How many elements a request has: mostly a handful, one time in fifty many. */
  size(): number {
    return this.below(50) === 0 ? 20_000 + this.below(80_000) : 1 + this.below(100);
  }

  /** For how many seconds a model sleeps: mostly not at all. */
  sleep(): number {
    return this.below(20) === 0 ? this.next() * 0.05 : 0;
  }

  /** One of several. */
  one<T>(choices: readonly T[]): T {
    const chosen = choices[this.below(choices.length)];
    if (chosen === undefined) throw new RangeError('nothing to choose from');
    return chosen;
  }
}

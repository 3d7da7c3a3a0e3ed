/** Who waits until there is room for so many bytes. */
export interface RoomWaiter {
  readonly bytes: number;
  /** They are taken. */
  readonly onRoom: () => void;
}

/** Bounds the memory that all bodies take together: each may be as large as max_body, and connections are many. */
export class BodyBudget {
  readonly #maxBytes: number;
  #held = 0;
  /** First come, first served. */
  readonly #waiters = new Set<RoomWaiter>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes so many bytes, or none where that would be too many. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#maxBytes) return false;
    this.#held += bytes;
    return true;
  }

  /** Whether there can ever be room for so many bytes. */
  canHold(bytes: number): boolean {
    return bytes <= this.#maxBytes;
  }

  /** Takes bytes as soon as there is room for them. */
  wait(waiter: RoomWaiter): void {
    this.#waiters.add(waiter);
  }

  /** Waits no longer. */
  forget(waiter: RoomWaiter): void {
    this.#waiters.delete(waiter);
  }

  /** Gives bytes back. */
  release(bytes: number): void {
    this.#held -= bytes;
    // In the next turn: whoever gives back what it takes again, in another form, does so in this one.
    if (this.#waiters.size > 0) setImmediate(this.#serve);
  }

  readonly #serve = (): void => {
    for (const waiter of this.#waiters) {
      if (!this.take(waiter.bytes)) return;
      this.#waiters.delete(waiter);
      waiter.onRoom();
    }
  };
}

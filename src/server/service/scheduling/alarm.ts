/** Below this a timer, whose clock ticks in whole milliseconds, comes too late. */
const TIMER_MS = 1.5;

/**
 * Calls at a time that is less than a millisecond away, too: for the last of it the event loop goes round without sleeping,
 * and reads what comes. Whoever waits so short has nothing else to do with the processor.
 */
export class Alarm {
  readonly #ring: (now: number) => void;
  #at = Infinity;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  constructor(ring: (now: number) => void) {
    this.#ring = ring;
  }

  /** Has it ring then, in ms of the server's monotonic clock, unless it rings before. */
  setFor(at: number, now: number): void {
    if (at >= this.#at) return;
    this.#stop();
    this.#at = at;
    this.#wait(now);
  }

  #wait(now: number): void {
    const leftMs = this.#at - now;
    if (leftMs > TIMER_MS) this.#timer = setTimeout(this.#check, leftMs - 1);
    else this.#immediate = setImmediate(this.#check);
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
  }

  readonly #check = (): void => {
    this.#timer = null;
    this.#immediate = null;
    const now = performance.now();
    if (now < this.#at) return this.#wait(now);
    this.#at = Infinity;
    this.#ring(now);
  };
}

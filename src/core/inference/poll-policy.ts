/** A wait that was longer than this is slept through the next time: what polling saves is a fraction of it. */
const WINDOW_MS = 0.2;

/**
 * Whether to poll for something or to sleep until it comes: polling pays where it came soon the last time, so a burst
 * costs one vain window when it ends, and an idle server nothing.
 */
export class PollPolicy {
  #since = 0;
  #lastWaitMs = Infinity;

  /** The wait begins: gives until when polling is worth its processor time, in ms of the caller's clock; 0 for not at all. */
  begin(now: number): number {
    this.#since = now;
    return this.#lastWaitMs <= WINDOW_MS ? now + WINDOW_MS : 0;
  }

  /** What was waited for has come. */
  end(now: number): void {
    this.#lastWaitMs = now - this.#since;
  }
}

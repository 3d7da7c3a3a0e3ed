// Large messages, read and written a slice at a time: 50 million elements take the event loop seconds, in which nobody else, and no
// probe, would be answered.
import type { Sliced } from '../../../core/sliced.ts';

/** How long a turn of the event loop may be taken for slices: a request that waits needs several turns. */
const TURN_MS = 4;

/** Who gets what has become of some work. */
interface Outcome<T> {
  readonly onDone: (result: T) => void;
  /** The work has thrown. */
  readonly onError: (error: unknown) => void;
}

/** Works on whatever is large, of all calls in turn. */
export class Slices {
  /** Those with something to do. */
  readonly #lanes: Lane[] = [];

  /** Work of which each follows the one before it: answers of a stream have an order. */
  lane(): Lane {
    return new Lane((lane) => this.#add(lane));
  }

  #add(lane: Lane): void {
    this.#lanes.push(lane);
    if (this.#lanes.length === 1) setImmediate(this.#turn);
  }

  /** One lane a turn: with many of them nobody waits longer than with one. */
  readonly #turn = (): void => {
    const lane = this.#lanes[0];
    if (lane === undefined) return;
    const isMore = lane.goOn(performance.now() + TURN_MS);
    this.#lanes.shift();
    if (isMore) this.#lanes.push(lane);
    if (this.#lanes.length > 0) setImmediate(this.#turn);
  };
}

/** Goes on with the work; whether there is more. */
type Step = () => boolean;

/** What is to be done for one call, in its order. */
export class Lane {
  readonly #onWork: (lane: Lane) => void;
  #waiting: Step[] = [];

  /** `onWork`: told when there is something to do for later turns. */
  constructor(onWork: (lane: Lane) => void) {
    this.#onWork = onWork;
  }

  /** Does the work: at once where its first slice is all of it, as of all small messages. */
  run<T>(work: Sliced<T>, { onDone, onError }: Outcome<T>): void {
    const step = (): boolean => {
      let result;
      try {
        result = work.next();
      } catch (error) {
        onError(error);
        return false;
      }
      if (result.done === true) onDone(result.value);
      return result.done !== true;
    };
    if (this.#waiting.length === 0 && !step()) return;
    this.#waiting.push(step);
    if (this.#waiting.length === 1) this.#onWork(this);
  }

  /** Nobody waits for any of it any more. */
  stop(): void {
    this.#waiting = [];
  }

  /** Works until then; whether there is more to do. */
  goOn(until: number): boolean {
    for (let step = this.#waiting[0]; step !== undefined; step = this.#waiting[0]) {
      // Before it is let go of: what it calls may bring more work, which is for after it.
      if (!step()) this.#waiting.shift();
      if (performance.now() >= until) break;
    }
    return this.#waiting.length > 0;
  }
}

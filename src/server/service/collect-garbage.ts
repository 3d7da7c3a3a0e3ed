// Memory of large answers, given back to the system. V8 looks for garbage when something is allocated: a server from which everybody
// has gone would keep gigabytes of what nobody has read.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Less is not worth the pause: some 10 ms, more where the heap is large. */
const WORTH_BYTES = 16 * 1024 * 1024;

/** So long nothing more may have been let go of: under load V8 collects by itself, and a pause would hold up requests. */
const QUIET_MS = 2000;

/** However much is let go of meanwhile, this is the longest that it stays. */
const MOST_MS = 10_000;

/** Counts what has become garbage, and has it collected when nothing more does. */
export class Garbage {
  readonly #collect: () => void;
  #bytes = 0;
  #since = 0;
  #timer: NodeJS.Timeout | null = null;

  /** `collect`: has V8 look for garbage. */
  constructor(collect: () => void = collectNow) {
    this.#collect = collect;
  }

  /** So many bytes were let go of at once. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < WORTH_BYTES) return;
    if (this.#timer === null) {
      this.#since = performance.now();
      this.#timer = setTimeout(this.#whenQuiet, QUIET_MS).unref();
    } else if (performance.now() - this.#since < MOST_MS - QUIET_MS) this.#timer.refresh();
  }

  readonly #whenQuiet = (): void => {
    this.#timer = null;
    this.#bytes = 0;
    this.#collect();
  };
}

/** The function that `node --expose-gc` has, made here: nobody shall have to start Node with an option. */
function collectNow(): void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
}

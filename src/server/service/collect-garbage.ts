// Memory of answers that were cut off, given back to the system. V8 looks for garbage when something is allocated: a server from which
// everybody has gone would keep gigabytes of what nobody has read.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Less is not worth the pause: some 10 ms, more where the heap is large. */
const WORTH_BYTES = 64 * 1024 * 1024;

/** Until the connections are closed, and at most so often. */
const AFTER_MS = 2000;

/** Counts what has become garbage, and has it collected some time later. */
export class Garbage {
  #bytes = 0;
  #timer: NodeJS.Timeout | null = null;

  /** So many bytes were let go of at once. */
  add(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < WORTH_BYTES || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#bytes = 0;
      collect();
    }, AFTER_MS).unref();
  }
}

/** The function that `node --expose-gc` has, made here: nobody shall have to start Node with an option. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  if (typeof gc === 'function') gc();
}

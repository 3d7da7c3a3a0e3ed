import { freeAtOnce } from './free-at-once.ts';

/**
 * A large body in the pieces in which it came. They are handed on as they lie: putting 600 KB together costs the server as much as
 * sending them to a worker.
 */
export class PiecedBody {
  readonly length: number;
  #pieces: readonly Uint8Array[];
  /** How many writes of it the system has not taken yet. */
  #writes = 0;
  #isDone = false;

  constructor(pieces: readonly Uint8Array[]) {
    this.#pieces = pieces;
    this.length = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** @throws {RangeError} when its memory was given back */
  get pieces(): readonly Uint8Array[] {
    if (this.#isDone) throw new RangeError('the body of a request that is over');
    return this.#pieces;
  }

  /** All of it is about to be written to somebody: its memory stays, whatever becomes of the request. */
  writing(): void {
    this.#writes += 1;
  }

  /** The system has taken what was written, or never will. */
  readonly written = (): void => {
    this.#writes -= 1;
    if (this.#isDone && this.#writes === 0) this.#free();
  };

  /** Its request is over, and nobody asks for it again: the memory goes back at once. */
  done(): void {
    this.#isDone = true;
    if (this.#writes === 0) this.#free();
  }

  #free(): void {
    for (const piece of this.#pieces) freeAtOnce(piece);
    this.#pieces = [];
  }

  /** The first so many bytes, or all where there are fewer. */
  beginning(bytes: number): Uint8Array {
    const { pieces } = this;
    const [first] = pieces;
    if (first !== undefined && first.length >= bytes) return first.subarray(0, bytes);
    const beginning = new Uint8Array(Math.min(bytes, this.length));
    let at = 0;
    for (const piece of pieces) {
      const part = piece.subarray(0, beginning.length - at);
      beginning.set(part, at);
      at += part.length;
    }
    return beginning;
  }
}

/** The body of a request. */
export type Body = Uint8Array | PiecedBody;

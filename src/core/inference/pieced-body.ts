/**
 * A large body in the pieces in which it came. They are handed on as they lie: putting 600 KB together costs the server as much as
 * sending them to a worker.
 */
export class PiecedBody {
  readonly pieces: readonly Uint8Array[];
  readonly length: number;

  constructor(pieces: readonly Uint8Array[]) {
    this.pieces = pieces;
    this.length = pieces.reduce((sum, { length }) => sum + length, 0);
  }

  /** The first so many bytes, or all where there are fewer. */
  beginning(bytes: number): Uint8Array {
    const [first] = this.pieces;
    if (first !== undefined && first.length >= bytes) return first.subarray(0, bytes);
    const beginning = new Uint8Array(Math.min(bytes, this.length));
    let at = 0;
    for (const piece of this.pieces) {
      const part = piece.subarray(0, beginning.length - at);
      beginning.set(part, at);
      at += part.length;
    }
    return beginning;
  }
}

/** The body of a request. */
export type Body = Uint8Array | PiecedBody;

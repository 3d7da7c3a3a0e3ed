const SMALLEST_BYTES = 64 * 1024;

/** A sender that announces more gets it only when it has sent this. */
const LARGEST_AT_ONCE_BYTES = 1024 * 1024;

/**
 * Puts pieces together as they come. Keeping the pieces themselves would let a sender of single bytes take a hundred
 * times the memory that it sends.
 */
export class GrowingBuffer {
  readonly #expectedBytes: number;
  #bytes: Buffer;
  #length = 0;

  /** `expectedBytes` is how many will come, NaN where nobody knows. */
  constructor(expectedBytes: number) {
    this.#expectedBytes = Number.isNaN(expectedBytes) ? SMALLEST_BYTES : expectedBytes;
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(this.#expectedBytes, LARGEST_AT_ONCE_BYTES));
  }

  append(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      // Of what is announced up to four times as much as was sent: 3 MB are then copied by a third, instead of once.
      const announced = Math.min(this.#expectedBytes, 4 * this.#bytes.length);
      const room = length <= announced ? announced : 2 * this.#bytes.length;
      const larger = Buffer.allocUnsafeSlow(Math.max(length, room));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  /** All that has come. */
  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

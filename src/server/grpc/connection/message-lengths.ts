/** A flag and a length: gRPC over HTTP/2, "Length-Prefixed-Message". */
const HEAD_BYTES = 5;

/** Follows the messages of one stream through pieces of any size. */
export class MessageLengths {
  #headSeen = 0;
  #isCompressed = false;
  #length = 0;
  #left = 0;

  /** Takes the next bytes; gives how many bytes the compressed messages have that they complete. */
  push(piece: Uint8Array): number {
    let compressed = 0;
    let at = 0;
    while (at < piece.length) {
      if (this.#headSeen < HEAD_BYTES) {
        this.#readHead(piece[at] ?? 0);
        at += 1;
      } else {
        const taken = Math.min(this.#left, piece.length - at);
        this.#left -= taken;
        at += taken;
      }
      if (this.#headSeen < HEAD_BYTES || this.#left > 0) continue;
      if (this.#isCompressed) compressed += this.#length;
      this.#headSeen = 0;
    }
    return compressed;
  }

  /** Whether the last piece ended within a message. */
  get isWithin(): boolean {
    return this.#headSeen > 0;
  }

  #readHead(byte: number): void {
    if (this.#headSeen === 0) {
      this.#isCompressed = byte === 1;
      this.#length = 0;
    } else this.#length = this.#length * 256 + byte;
    this.#headSeen += 1;
    this.#left = this.#length;
  }
}

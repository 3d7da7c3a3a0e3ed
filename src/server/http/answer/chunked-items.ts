// Items as the chunks of HTTP/1.1 (RFC 9112, 7.1), those of one turn of the event loop in one write.
import type { HttpResponse } from '../direct/direct-response.ts';

const END_OF_LINE = '\r\n';
const LAST_CHUNK = `0${END_OF_LINE}${END_OF_LINE}`;

/**
 * Frames items itself: Node makes three writes of each, which took 10 µs, and one of a stream's items should not cost more than the model
 * that made it. Every item is a chunk of its own all the same.
 */
export class ChunkedItems {
  readonly #send: (bytes: Uint8Array) => void;
  #items: Uint8Array[] = [];

  private constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  /** For a response whose head is written; null where it has no chunks, as one for HTTP/1.0. `send` is given their bytes. */
  static of(response: HttpResponse, send: (bytes: Uint8Array) => void): ChunkedItems | null {
    if (!response.chunkedEncoding) return null;
    // From now on what is written goes out as it is.
    response.chunkedEncoding = false;
    return new ChunkedItems(send);
  }

  /** Sends an item at the end of this turn. */
  add(item: Uint8Array): void {
    // An empty chunk would be the end.
    if (item.length === 0) return;
    if (this.#items.length === 0) process.nextTick(this.flush);
    this.#items.push(item);
  }

  /** Sends what was added. */
  readonly flush = (): void => {
    if (this.#items.length === 0) return;
    const bytes = encodeChunks(this.#items, '');
    this.#items = [];
    this.#send(bytes);
  };

  /** The bytes of what is left, of one more item, and of the end. */
  end(last: Uint8Array): Uint8Array {
    const items = last.length === 0 ? this.#items : [...this.#items, last];
    this.#items = [];
    return encodeChunks(items, LAST_CHUNK);
  }
}

function encodeChunks(items: readonly Uint8Array[], end: string): Buffer {
  const heads = items.map(({ length }) => length.toString(16) + END_OF_LINE);
  let size = end.length;
  for (const [index, item] of items.entries()) size += (heads[index]?.length ?? 0) + item.length + END_OF_LINE.length;
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const [index, item] of items.entries()) {
    at += bytes.write(heads[index] ?? '', at, 'latin1');
    bytes.set(item, at);
    at += item.length;
    at += bytes.write(END_OF_LINE, at, 'latin1');
  }
  bytes.write(end, at, 'latin1');
  return bytes;
}

// Bytes of a file, or of a file in a file, read where they are asked for: what is skipped costs nothing.
import type { FileHandle } from 'node:fs/promises';

/** Bytes that any part can be read of. */
export interface Bytes {
  readonly size: number;
  /** Fewer at the end. */
  read(at: number, length: number): Promise<Buffer>;
}

/** Bytes that come one after another. */
export interface ByteSupply {
  /** Null at the end. */
  next(): Promise<Buffer | null>;
  /** Passes over so many. */
  skip(count: number): Promise<void>;
}

/** Those of an open file. */
export async function bytesOfFile(file: FileHandle): Promise<Bytes> {
  const { size } = await file.stat();
  return {
    size,
    async read(at, length) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
  };
}

/** A part of others. */
export function partOf(bytes: Bytes, from: number, size: number): Bytes {
  const whole = Math.max(0, Math.min(size, bytes.size - from));
  return {
    size: whole,
    read: (at, length) => bytes.read(from + at, Math.max(0, Math.min(length, whole - at))),
  };
}

/** So many are read at a time: a pickle has its numbers in large pieces, which are passed over. */
const READ_AT_A_TIME = 2 ** 16;

/** All of them, in order. */
export function supplyOf(bytes: Bytes): ByteSupply {
  let at = 0;
  return {
    async next() {
      const read = await bytes.read(at, READ_AT_A_TIME);
      at += read.length;
      return read.length === 0 ? null : read;
    },
    skip(count) {
      at += count;
      return Promise.resolve();
    },
  };
}

/** Those of a stream, such as one that unpacks. */
export function supplyOfStream(stream: AsyncIterable<Buffer>): ByteSupply {
  const iterator = stream[Symbol.asyncIterator]();
  let left: Buffer | null = null;
  const next = async (): Promise<Buffer | null> => {
    const kept = left;
    left = null;
    if (kept !== null) return kept;
    const { done, value } = await iterator.next();
    return done === true ? null : value;
  };
  return {
    next,
    async skip(count) {
      for (let rest = count; rest > 0;) {
        const piece = await next();
        if (piece === null) return;
        if (piece.length > rest) left = piece.subarray(rest);
        rest -= piece.length;
      }
    },
  };
}

/** Reads a supply in small pieces. */
export class ByteReader {
  readonly #supply: ByteSupply;
  #buffer: Buffer = Buffer.alloc(0);
  #at = 0;
  #isAtEnd = false;

  constructor(supply: ByteSupply) {
    this.#supply = supply;
  }

  /** Whether so many are at hand, so that they can be taken without waiting. */
  has(count: number): boolean {
    return this.#buffer.length - this.#at >= count;
  }

  /** Waits for so many; false where there are fewer. */
  async wait(count: number): Promise<boolean> {
    while (!this.has(count)) {
      const more = this.#isAtEnd ? null : await this.#supply.next();
      this.#isAtEnd = more === null;
      if (more === null) return false;
      const rest = this.#buffer.subarray(this.#at);
      this.#buffer = rest.length === 0 ? more : Buffer.concat([rest, more]);
      this.#at = 0;
    }
    return true;
  }

  /** Whether there is nothing to wait for: so many are at hand, or all that are left. */
  hasOrEnds(count: number): boolean {
    return this.#isAtEnd || this.has(count);
  }

  /** So many that are at hand. */
  take(count: number): Buffer {
    const taken = this.peek(count);
    this.#at += count;
    return taken;
  }

  /** A number of so many bytes that are at hand. */
  takeNumber(bytes: number): number {
    const number = this.#buffer.readUIntLE(this.#at, bytes);
    this.#at += bytes;
    return number;
  }

  /** So many that are at hand, without taking them. */
  peek(count: number): Buffer {
    return this.#buffer.subarray(this.#at, this.#at + count);
  }

  /** Passes over so many, whether they are at hand or not. */
  async skip(count: number): Promise<void> {
    const here = Math.min(count, this.#buffer.length - this.#at);
    this.#at += here;
    if (count > here) await this.#supply.skip(count - here);
  }

  /** A line without its end; null where none ends within so many bytes. */
  async line(most: number): Promise<string | null> {
    for (;;) {
      const length = this.#buffer.length - this.#at;
      const end = this.#buffer.indexOf(0x0a, this.#at) - this.#at;
      if (end > most || (end < 0 && length > most)) return null;
      if (end >= 0) return this.take(end + 1).toString('latin1', 0, end);
      if (!(await this.wait(length + 1))) return null;
    }
  }
}

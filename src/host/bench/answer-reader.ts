// Reads the answers that come over one connection of HTTP/1.1. It does no more than a load needs, which leaves the processors to
// the server that is measured: the clients of Node and undici take as long for a request as the server itself does.

/** One answer, whole. */
export interface RawAnswer {
  readonly status: number;
  /** The lines of its head. */
  readonly head: string;
  /** Holds until the next bytes are pushed. */
  readonly body: Buffer;
  /** Whether another request may be sent over the connection. */
  readonly staysOpen: boolean;
}

const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';
const EMPTY = Buffer.alloc(0);

/** A head that is longer is none. */
const MAX_HEAD_BYTES = 64 * 1024;

/** What is known of an answer that is not whole yet. */
interface Begun {
  readonly status: number;
  readonly head: string;
  readonly staysOpen: boolean;
  /** Bytes of the body that have not come yet; null: it comes in chunks; infinity: it ends with the connection. */
  missing: number | null;
  readonly parts: Buffer[];
}

/** The reader of one connection. */
export class AnswerReader {
  readonly #onAnswer: (answer: RawAnswer) => void;
  #rest: Buffer = EMPTY;
  #begun: Begun | null = null;

  constructor(onAnswer: (answer: RawAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  /**
   * Takes what came. The bytes are the caller's again when this returns.
   *
   * @throws {Error} where it is no HTTP
   */
  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    while (this.#step());
    if (this.#rest.length > 0) this.#rest = Buffer.from(this.#rest);
    else this.#rest = EMPTY;
  }

  /** The connection has ended. False where an answer was cut off. */
  end(): boolean {
    const begun = this.#begun;
    if (begun === null) return this.#rest.length === 0;
    if (begun.missing !== Number.POSITIVE_INFINITY) return false;
    this.#finish(begun, Buffer.concat(begun.parts));
    return true;
  }

  /** Whether there may be more to read in what came. */
  #step(): boolean {
    const begun = this.#begun;
    if (begun === null) return this.#readHead();
    return begun.missing === null ? this.#readChunk(begun) : this.#readBody(begun, begun.missing);
  }

  /** Most bodies come at once, with their heads, and are not copied. */
  #readBody(begun: Begun, missing: number): boolean {
    const came = this.#rest.subarray(0, missing);
    this.#rest = this.#rest.subarray(came.length);
    if (came.length < missing || begun.parts.length > 0) begun.parts.push(Buffer.from(came));
    begun.missing = missing - came.length;
    if (begun.missing > 0) return false;
    this.#finish(begun, begun.parts.length > 0 ? Buffer.concat(begun.parts) : came);
    return this.#rest.length > 0;
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf(HEAD_END);
    if (end === -1) {
      if (this.#rest.length > MAX_HEAD_BYTES) throw new Error('what came is no answer of HTTP');
      return false;
    }
    const head = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + HEAD_END.length);
    const begun = beginAnswer(head);
    // 100 and 103 come before the answer itself.
    if (begun.status >= 200) this.#begun = begun;
    return true;
  }

  #readChunk(begun: Begun): boolean {
    const lineEnd = this.#rest.indexOf(LINE_END);
    if (lineEnd === -1) return false;
    const size = Number.parseInt(this.#rest.toString('latin1', 0, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('what came is no chunk of HTTP');
    const from = lineEnd + LINE_END.length;
    // After the last chunk trailers may come, then an empty line.
    const end = size === 0 ? this.#trailersEnd(from) : from + size + LINE_END.length;
    if (end === -1 || this.#rest.length < end) return false;
    if (size > 0) begun.parts.push(Buffer.from(this.#rest.subarray(from, from + size)));
    this.#rest = this.#rest.subarray(end);
    if (size === 0) this.#finish(begun, Buffer.concat(begun.parts));
    return this.#rest.length > 0;
  }

  #trailersEnd(from: number): number {
    if (this.#rest.toString('latin1', from, from + LINE_END.length) === LINE_END) return from + LINE_END.length;
    const end = this.#rest.indexOf(HEAD_END, from);
    return end === -1 ? -1 : end + HEAD_END.length;
  }

  #finish({ status, head, staysOpen }: Begun, body: Buffer): void {
    this.#begun = null;
    this.#onAnswer({ status, head, body, staysOpen });
  }
}

function beginAnswer(head: string): Begun {
  const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1]);
  if (Number.isNaN(status)) throw new Error('what came is no answer of HTTP');
  const isChunked = /\r\ntransfer-encoding:[^\r]*chunked/i.test(head);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  const hasNone = status === 204 || status === 304;
  const isEnded = !isChunked && length === undefined && !hasNone;
  return {
    status,
    head,
    staysOpen: !isEnded && !/\r\nconnection: *close/i.test(head),
    missing: isChunked ? null : isEnded ? Number.POSITIVE_INFINITY : Number(hasNone ? 0 : length),
    parts: [],
  };
}

// From bytes to frames. No I/O: bytes are pushed in, in pieces of any size, and whole frames come out.
import type { Frame, FrameHeader } from './frame.ts';
import { HEAD_BYTES, isKnownKind, LENGTH_BYTES, MIN_LENGTH, NO_HEADER } from './frame.ts';
import { WireError } from './wire-error.ts';

/** What a decoder is made with. */
export interface DecoderOptions {
  /** The largest `length` accepted; anything above it is refused before memory is taken for it. */
  readonly maxFrameBytes: number;
  /** Called for each whole frame. The frame object is used again for the next one: take what you need, keep the payload. */
  readonly onFrame: (frame: Frame) => void;
  /** Gives a buffer for a frame that came in pieces; on Node one that is not zeroed first (half the cost at 600 KB). */
  readonly allocate?: (bytes: number) => Uint8Array;
}

type MutableFrame = { -readonly [Key in keyof Frame]: Frame[Key] };

const utf8 = new TextDecoder('utf-8', { fatal: true });
const NO_BYTES = new Uint8Array(0);

/** Reads one direction of one channel. */
export class FrameDecoder {
  readonly #maxFrameBytes: number;
  readonly #onFrame: (frame: Frame) => void;
  readonly #allocate: (bytes: number) => Uint8Array;
  /** One object for all frames: a frame each would be the only garbage on this path. */
  readonly #frame: MutableFrame = {
    kind: 0,
    flags: 0,
    form: 0,
    accept: 0,
    slot: 0,
    generation: 0,
    aux: 0,
    header: NO_HEADER,
    payload: NO_BYTES,
  };
  /** Where a length field that came in pieces is put together. */
  readonly #lengthField = new Uint8Array(LENGTH_BYTES);
  /** What is being filled: the length field or the whole of an unfinished frame; null between frames. */
  #partial: Uint8Array | null = null;
  #filled = 0;

  constructor(options: DecoderOptions) {
    this.#maxFrameBytes = options.maxFrameBytes;
    this.#onFrame = options.onFrame;
    this.#allocate = options.allocate ?? ((bytes) => new Uint8Array(bytes));
  }

  /**
   * Takes the next bytes of the channel and reports the frames that they complete.
   *
   * @returns whether all of them were copied to where a large frame is put together: nothing refers to them any more
   * @throws {WireError} after the good frames before the bad one; the decoder cannot be used afterwards.
   */
  push(bytes: Uint8Array): boolean {
    let at = this.#partial === null ? 0 : this.#resume(bytes);
    if (at === bytes.length) return true;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = this.#checkLength(view.getUint32(at, true));
      const next = at + LENGTH_BYTES + length;
      if (next > bytes.length) break;
      this.#emit(bytes, view, at);
      at = next;
    }
    if (at < bytes.length) this.#keep(bytes, at);
    return false;
  }

  /** Completes what was left of the last push; gives the place in `bytes` from which whole frames may be read. */
  #resume(bytes: Uint8Array): number {
    let at = 0;
    while (this.#partial !== null && at < bytes.length) {
      const partial = this.#partial;
      const take = Math.min(partial.length - this.#filled, bytes.length - at);
      partial.set(bytes.subarray(at, at + take), this.#filled);
      at += take;
      this.#filled += take;
      if (this.#filled < partial.length) break;
      if (partial === this.#lengthField) this.#begin(partial);
      else {
        this.#partial = null;
        this.#emit(partial, new DataView(partial.buffer, partial.byteOffset, partial.byteLength), 0);
      }
    }
    return at;
  }

  /** Keeps the beginning of a frame whose rest is still to come. */
  #keep(bytes: Uint8Array, at: number): void {
    const left = bytes.length - at;
    if (left < LENGTH_BYTES) {
      this.#lengthField.set(bytes.subarray(at));
      this.#partial = this.#lengthField;
      this.#filled = left;
      return;
    }
    const frame = this.#begin(bytes.subarray(at, at + LENGTH_BYTES));
    frame.set(bytes.subarray(at));
    this.#filled = left;
  }

  /** Takes memory for the frame that begins with this length field. */
  #begin(lengthField: Uint8Array): Uint8Array {
    const view = new DataView(lengthField.buffer, lengthField.byteOffset, LENGTH_BYTES);
    const frame = this.#allocate(LENGTH_BYTES + this.#checkLength(view.getUint32(0, true)));
    frame.set(lengthField);
    this.#partial = frame;
    this.#filled = LENGTH_BYTES;
    return frame;
  }

  #checkLength(length: number): number {
    if (length > this.#maxFrameBytes) {
      throw new WireError('FRAME_TOO_LARGE', `a frame of ${length} bytes, where ${this.#maxFrameBytes} are allowed`);
    }
    if (length < MIN_LENGTH) throw new WireError('FRAME_MALFORMED', `a frame of ${length} bytes is too short`);
    return length;
  }

  #emit(bytes: Uint8Array, view: DataView, at: number): void {
    const end = at + LENGTH_BYTES + view.getUint32(at, true);
    const headerBytes = view.getUint32(at + 20, true);
    const payloadAt = at + HEAD_BYTES + headerBytes;
    if (payloadAt > end) {
      throw new WireError('FRAME_MALFORMED', `a header of ${headerBytes} bytes is longer than its frame`);
    }
    const kind = view.getUint8(at + 4);
    if (!isKnownKind(kind)) throw new WireError('FRAME_UNKNOWN_KIND', `a frame of kind ${kind}`, kind);
    const frame = this.#frame;
    frame.kind = kind;
    frame.flags = view.getUint8(at + 5);
    frame.form = view.getUint8(at + 6);
    frame.accept = view.getUint8(at + 7);
    frame.slot = view.getUint32(at + 8, true);
    frame.generation = view.getUint32(at + 12, true);
    frame.aux = view.getUint32(at + 16, true);
    frame.header = headerBytes === 0 ? NO_HEADER : parseHeader(bytes.subarray(at + HEAD_BYTES, payloadAt));
    frame.payload = payloadAt === end ? NO_BYTES : bytes.subarray(payloadAt, end);
    this.#onFrame(frame);
  }
}

function parseHeader(bytes: Uint8Array): FrameHeader {
  let header: unknown;
  try {
    header = JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new WireError('FRAME_MALFORMED', `a header that is not JSON: ${String(cause)}`);
  }
  if (!isObject(header)) throw new WireError('FRAME_MALFORMED', 'a header that is not a JSON object');
  return header;
}

function isObject(value: unknown): value is FrameHeader {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

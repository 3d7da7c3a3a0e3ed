// The vocabulary of specs/wire-protocol.md: kinds, forms, flags and limits, and the shape of a decoded frame.

/** What a frame says (section 3). */
export const Kind = {
  REQUEST: 0x01,
  BATCH: 0x02,
  CANCEL: 0x03,
  CREDIT: 0x04,
  RESULT: 0x10,
  CHUNK: 0x11,
  END: 0x12,
  ERROR: 0x13,
  ASIDE: 0x14,
  HELLO: 0x20,
  READY: 0x21,
  FAILED: 0x22,
  STATE: 0x23,
  LOG: 0x24,
  HEALTH: 0x25,
  RELOAD: 0x26,
  METRICS: 0x27,
} as const;

/** What the payload of a frame is (section 4). */
export const Form = {
  NONE: 0,
  JSON: 1,
  MSGPACK: 2,
  V2_JSON: 3,
  V2_BINARY: 4,
  FORM: 5,
  RAW: 6,
  TEXT: 7,
} as const;

/** Flag of a REQUEST: CHUNK and END frames of the front continue it. */
export const FLAG_MORE = 0x01;

/** Sent in HELLO and READY. */
export const PROTOCOL_VERSION = 1;

/** Bytes of the length field, which `length` itself does not count. */
export const LENGTH_BYTES = 4;

/** Bytes of a frame before its header: the length field and the fixed part. */
export const HEAD_BYTES = 24;

/** The smallest `length` there is: a frame with neither header nor payload. */
export const MIN_LENGTH = HEAD_BYTES - LENGTH_BYTES;

/** Holds the largest body accepted by default (100 MiB) with room for its header. */
export const DEFAULT_MAX_FRAME_BYTES = 128 * 1024 * 1024;

/** Some hundred chunks of tokens in flight; what a reader that stopped costs is bounded by it. */
export const STREAM_WINDOW_BYTES = 1024 * 1024;

/** Deeper documents only serve to exhaust a parser's stack. */
export const MAX_JSON_DEPTH = 100;

/** The rare things that are said of a frame. */
export type FrameHeader = Readonly<Record<string, unknown>>;

/** The header of a frame that has none; compare with `===` to learn that without looking inside. */
export const NO_HEADER: FrameHeader = Object.freeze({});

/** A frame as it was read. The 64-bit id is kept as its two halves, since a JavaScript number cannot hold it. */
export interface Frame {
  readonly kind: number;
  readonly flags: number;
  readonly form: number;
  readonly accept: number;
  /** The low half of the id: which slot. */
  readonly slot: number;
  /** The high half of the id: the slot's generation. */
  readonly generation: number;
  readonly aux: number;
  readonly header: FrameHeader;
  /** A view into the bytes that were pushed, not a copy. */
  readonly payload: Uint8Array;
}

const known = new Uint8Array(256);
for (const kind of Object.values(Kind)) known[kind] = 1;

/** Whether version 1 of the protocol has this kind. */
export function isKnownKind(kind: number): boolean {
  return known[kind] === 1;
}

// From frames to bytes.
import type { Frame, FrameHeader } from './frame.ts';
import { HEAD_BYTES, LENGTH_BYTES, NO_HEADER } from './frame.ts';

/** The fixed part of a frame, with the sizes of what follows it. */
export interface FrameHead extends Omit<Frame, 'header' | 'payload'> {
  readonly headerBytes: number;
  readonly payloadBytes: number;
}

/** A frame to be sent: its kind, and whatever is not 0 or empty. */
export type OutgoingFrame = Pick<Frame, 'kind'> & Partial<Frame>;

const utf8 = new TextEncoder();

/** Writes the first HEAD_BYTES bytes of a frame at `at`. For callers that put many frames into one block. */
export function writeHead(view: DataView, at: number, head: FrameHead): void {
  view.setUint32(at, HEAD_BYTES - LENGTH_BYTES + head.headerBytes + head.payloadBytes, true);
  view.setUint8(at + 4, head.kind);
  view.setUint8(at + 5, head.flags);
  view.setUint8(at + 6, head.form);
  view.setUint8(at + 7, head.accept);
  view.setUint32(at + 8, head.slot, true);
  view.setUint32(at + 12, head.generation, true);
  view.setUint32(at + 16, head.aux, true);
  view.setUint32(at + 20, head.headerBytes, true);
}

/** The bytes of a header; none for an empty one. */
export function encodeHeader(header: FrameHeader): Uint8Array {
  return utf8.encode(header === NO_HEADER || Object.keys(header).length === 0 ? '' : JSON.stringify(header));
}

/** One whole frame in a buffer of its own: for what is rare, such as everything on the control channel. */
export function encodeFrame(frame: OutgoingFrame): Uint8Array {
  const { flags = 0, form = 0, accept = 0, slot = 0, generation = 0, aux = 0 } = frame;
  const header = encodeHeader(frame.header ?? NO_HEADER);
  const payloadBytes = frame.payload?.length ?? 0;
  const bytes = new Uint8Array(HEAD_BYTES + header.length + payloadBytes);
  const sizes = { headerBytes: header.length, payloadBytes };
  writeHead(new DataView(bytes.buffer), 0, { kind: frame.kind, flags, form, accept, slot, generation, aux, ...sizes });
  bytes.set(header, HEAD_BYTES);
  if (frame.payload !== undefined) bytes.set(frame.payload, HEAD_BYTES + header.length);
  return bytes;
}

// Raw bytes of a tensor, as a worker gives them, to the encoded `InferTensorContents` of a gRPC answer. It is encoded here, for the reason
// for which contents-to-raw.ts decodes: a JavaScript value for every element costs many times the message.
import type { Sliced } from '../sliced.ts';
import { copySliced, SLICE_STEPS } from '../sliced.ts';
import type { Datatype } from './datatypes.ts';
import { isVarint } from './datatypes.ts';
import { fieldHead } from './written.ts';

/** Elements as protobuf has them. Typed arrays and views read raw bytes as little-endian, as the protocol says. */
interface Elements {
  readonly type: Datatype;
  readonly view: DataView;
  readonly count: number;
}

/**
 * The encoded contents of a datatype that has such.
 *
 * @throws {RangeError} where the bytes do not divide into elements
 */
export function* rawToContents(type: Datatype, raw: Uint8Array): Sliced<Uint8Array> {
  if (type.size === 0) return yield* bytesContents(type, raw);
  if (raw.length % type.size !== 0) throw new RangeError('bytes that end within an element');
  if (raw.length === 0) return new Uint8Array();
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const elements: Elements = { type, view, count: raw.length / type.size };
  const length = isVarint(type) ? yield* varintsLength(elements) : raw.length;
  const head = fieldHead(type.field, length);
  const contents = new Uint8Array(head.length + length);
  contents.set(head);
  if (isVarint(type)) yield* writeVarints(elements, contents, head.length);
  else yield* copySliced(raw, contents, head.length);
  return contents;
}

/** Each element is a field of its own, which is as long as in raw bytes at most, but for its tag. */
function* bytesContents({ field }: Datatype, raw: Uint8Array): Sliced<Uint8Array> {
  const tag = fieldHead(field, 0)[0] ?? 0;
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const contents = new Uint8Array(raw.length + Math.floor(raw.length / LENGTH_BYTES) * 2);
  let to = 0;
  let count = 0;
  for (let at = 0; at < raw.length;) {
    const start = at + LENGTH_BYTES;
    if (start > raw.length) throw new RangeError('a length that is cut off');
    const length = view.getUint32(at, true);
    at = start + length;
    if (at > raw.length) throw new RangeError('an element that reaches beyond its tensor');
    contents[to] = tag;
    to = writeVarint(contents, to + 1, length, 0);
    yield* copySliced(raw.subarray(start, at), contents, to);
    to += length;
    count += 1;
    if (count % (SLICE_STEPS / 8) === 0) yield;
  }
  return contents.subarray(0, to);
}

/** Before each element of BYTES. */
const LENGTH_BYTES = 4;

function* varintsLength({ type, view, count }: Elements): Sliced<number> {
  let bytes = 0;
  for (let index = 0; index < count; index += 1) {
    if (index > 0 && index % SLICE_STEPS === 0) yield;
    bytes += varintBytes(lowOf(type, view, index), highOf(type, view, index));
  }
  return bytes;
}

function* writeVarints({ type, view, count }: Elements, target: Uint8Array, first: number): Sliced<void> {
  let at = first;
  for (let index = 0; index < count; index += 1) {
    if (index > 0 && index % SLICE_STEPS === 0) yield;
    at = writeVarint(target, at, lowOf(type, view, index), highOf(type, view, index));
  }
}

/** Whether the field of a datatype has signed numbers, of which protobuf has 64 bits, whatever they are. */
function isSigned({ field }: Datatype): boolean {
  return field === 2 || field === 3;
}

/** The lower 32 bits of an element, as a signed number or not. */
function lowOf(type: Datatype, view: DataView, index: number): number {
  switch (type.size) {
    case 1:
      if (type.field === 1) return view.getUint8(index) === 0 ? 0 : 1;
      return isSigned(type) ? view.getInt8(index) : view.getUint8(index);
    case 2:
      return isSigned(type) ? view.getInt16(index * 2, true) : view.getUint16(index * 2, true);
    case 4:
      return isSigned(type) ? view.getInt32(index * 4, true) : view.getUint32(index * 4, true);
    default:
      return view.getUint32(index * 8, true);
  }
}

/** The higher 32 bits of an element. */
function highOf(type: Datatype, view: DataView, index: number): number {
  if (type.size === 8) return view.getUint32(index * 8 + 4, true);
  return lowOf(type, view, index) < 0 ? 0xffffffff : 0;
}

/** How many bytes of 7 bits a number of 64 bits takes. */
function varintBytes(low: number, high: number): number {
  const bits = high === 0 ? 32 - Math.clz32(low) : 64 - Math.clz32(high);
  return Math.max(1, Math.ceil(bits / 7));
}

/** Returns where the next byte goes. */
function writeVarint(target: Uint8Array, first: number, lowGiven: number, highGiven: number): number {
  let low = lowGiven >>> 0;
  let high = highGiven >>> 0;
  let at = first;
  while (high > 0 || low > 127) {
    target[at] = (low & 127) | 128;
    at += 1;
    low = ((low >>> 7) | (high << 25)) >>> 0;
    high >>>= 7;
  }
  target[at] = low;
  return at + 1;
}

// Typed contents of a gRPC tensor to the raw bytes that a worker takes. It reads the encoded `InferTensorContents` itself:
// a generated decoder would make a JavaScript value of every element first, which costs eight times the message in memory.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

import { TrussError } from '../errors/truss-error.ts';
import type { Datatype } from './datatypes.ts';
import { CONTENTS_FIELDS } from './datatypes.ts';

/** A tensor whose elements stand in `contents`. */
export interface TypedTensor {
  readonly name: string;
  readonly datatype: string;
  readonly type: Datatype;
  /** The encoded `InferTensorContents`. */
  readonly contents: Uint8Array;
}

/** Told of each stretch of bytes that holds elements: many of a packed field, one of any other. */
type Visit = (start: number, end: number) => void;

/**
 * The elements as little-endian bytes, those of BYTES each with its length in 4 bytes before it.
 *
 * @throws {TrussError} `REQUEST_INPUT_INVALID` where the contents do not fit the datatype; `REQUEST_TOO_LARGE` above `maxBytes`;
 *   what `BinaryReader` throws where they are not protobuf
 */
export function contentsToRaw(tensor: TypedTensor, maxBytes: number): Uint8Array {
  const { contents, type } = tensor;
  if (type.field === 0) {
    throw invalid(`Input ${tensor.name} is ${tensor.datatype}, which only raw_input_contents can carry`);
  }
  let bytes = 0;
  eachStretch(tensor, (start, end) => {
    bytes += rawLength(contents, type, start, end);
  });
  if (bytes > maxBytes) throw tooLarge(tensor.name, bytes, maxBytes);
  const raw = new Uint8Array(bytes);
  const view = new DataView(raw.buffer);
  let at = 0;
  eachStretch(tensor, (start, end) => {
    if (type.size === 0) {
      view.setUint32(at, end - start, true);
      raw.set(contents.subarray(start, end), at + 4);
      at += 4 + end - start;
    } else if (type.field >= 6) {
      // Floating-point numbers lie in protobuf as they lie in memory.
      raw.set(contents.subarray(start, end), at);
      at += end - start;
    } else at = copyVarints(tensor, { start, end, view, at });
  });
  return raw;
}

function eachStretch({ name, datatype, type, contents }: TypedTensor, visit: Visit): void {
  const reader = new BinaryReader(contents);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field !== type.field) {
      const given = CONTENTS_FIELDS[field];
      if (given !== undefined) {
        throw invalid(
          `Input ${name} is ${datatype} and has ${given}, where ${CONTENTS_FIELDS[type.field]} is expected`,
        );
      }
      reader.skip(wire, field);
      continue;
    }
    if (wire === WireType.LengthDelimited) {
      const length = reader.uint32();
      const start = reader.pos;
      reader.pos += length;
      if (reader.pos > reader.len) throw new RangeError('premature end of the contents');
      visit(start, reader.pos);
    } else {
      const start = reader.pos;
      reader.skip(wire, field);
      visit(start, reader.pos);
    }
  }
}

function rawLength(contents: Uint8Array, { size, field }: Datatype, start: number, end: number): number {
  if (size === 0) return 4 + end - start;
  if (field >= 6) {
    if ((end - start) % size !== 0) throw new RangeError('a stretch of numbers that ends within one');
    return end - start;
  }
  let count = 0;
  for (let index = start; index < end; index += 1) if ((contents[index] ?? 0) < 128) count += 1;
  return count * size;
}

/** Where to read and write. */
interface Copy {
  readonly start: number;
  readonly end: number;
  readonly view: DataView;
  readonly at: number;
}

/** Returns where the next element goes. */
function copyVarints({ name, datatype, type, contents }: TypedTensor, { start, end, view, at: first }: Copy): number {
  const { size, min, max } = type;
  let at = first;
  let position = start;
  while (position < end) {
    let low = 0;
    let high = 0;
    let shift = 0;
    for (;;) {
      if (position >= end || shift > 63) throw new RangeError('a number that does not end');
      const byte = contents[position] ?? 0;
      position += 1;
      const bits = byte & 127;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      shift += 7;
      if (byte < 128) break;
    }
    if (min !== undefined && max !== undefined) {
      const value = min < 0 ? low : low >>> 0;
      if (value < min || value > max) throw invalid(`Input ${name} is ${datatype} and has the element ${value}`);
    }
    if (type.field === 1) view.setUint8(at, (low | high) === 0 ? 0 : 1);
    else writeElement(view, at, size, low);
    if (size === 8) view.setUint32(at + 4, high, true);
    at += size;
  }
  return at;
}

function writeElement(view: DataView, at: number, size: number, value: number): void {
  if (size === 1) view.setUint8(at, value);
  else if (size === 2) view.setUint16(at, value, true);
  else view.setUint32(at, value, true);
}

function invalid(message: string): TrussError {
  return new TrussError('REQUEST_INPUT_INVALID', { message });
}

function tooLarge(name: string, bytes: number, maxBytes: number): TrussError {
  return new TrussError('REQUEST_TOO_LARGE', {
    message: `Input ${name} takes ${bytes} bytes, and a request at most ${maxBytes}`,
    hint: 'Send less, or raise runtime.max_body.',
  });
}

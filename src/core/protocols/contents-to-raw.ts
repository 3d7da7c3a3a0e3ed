// Typed contents of a gRPC tensor to the raw bytes that a worker takes. It reads the encoded `InferTensorContents` itself:
// a generated decoder would make a JavaScript value of every element first, which costs eight times the message in memory.
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

import { TrussError } from '../errors/truss-error.ts';
import type { Sliced } from '../sliced.ts';
import { copySliced, SLICE_STEPS } from '../sliced.ts';
import type { Datatype } from './datatypes.ts';
import { CONTENTS_FIELDS, isVarint } from './datatypes.ts';

/** A tensor whose elements stand in `contents`. */
export interface TypedTensor {
  readonly name: string;
  readonly datatype: string;
  readonly type: Datatype;
  /** The encoded `InferTensorContents`. */
  readonly contents: Uint8Array;
}

/**
 * How many bytes the elements take as raw ones.
 *
 * @throws {TrussError} `REQUEST_INPUT_INVALID` where the contents do not fit the datatype; `REQUEST_TOO_LARGE` above `maxBytes`;
 *   what `BinaryReader` throws where they are not protobuf
 */
export function* rawLength(tensor: TypedTensor, maxBytes: number): Sliced<number> {
  const { contents, type } = tensor;
  if (type.field === 0) {
    throw invalid(`Input ${tensor.name} is ${tensor.datatype}, which only raw_input_contents can carry`);
  }
  const stretches = new Stretches(tensor);
  let bytes = 0;
  while (stretches.next()) {
    if (stretches.isSliceOver) yield;
    const { start, end } = stretches;
    if (!isVarint(type)) bytes += lengthOf(type, end - start);
    else {
      for (let at = start; at < end; at += SLICE_STEPS) {
        bytes += countVarints(contents, at, Math.min(end, at + SLICE_STEPS)) * type.size;
        if (at + SLICE_STEPS < end) yield;
      }
    }
  }
  if (bytes > maxBytes) throw tooLarge(tensor.name, bytes, maxBytes);
  return bytes;
}

/**
 * Writes the elements as little-endian bytes, those of BYTES each with its length in 4 bytes before it, from `first` on: as many
 * bytes as `rawLength` has said.
 *
 * @throws {TrussError} `REQUEST_INPUT_INVALID` where an element is out of range; `RangeError` where one does not end
 */
export function* writeRaw(tensor: TypedTensor, target: Uint8Array, first: number): Sliced<void> {
  const { contents, type } = tensor;
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  const stretches = new Stretches(tensor);
  let at = first;
  while (stretches.next()) {
    if (stretches.isSliceOver) yield;
    const { start, end } = stretches;
    if (isVarint(type)) at = yield* writeVarints(tensor, { start, end, view, at });
    else {
      if (type.size === 0) {
        view.setUint32(at, end - start, true);
        at += 4;
      }
      // Floating-point numbers lie in protobuf as they lie in memory.
      yield* copySliced(contents.subarray(start, end), target, at);
      at += end - start;
    }
  }
}

/** Goes through the stretches of contents that hold elements: many of a packed field, one of any other. */
class Stretches {
  readonly #tensor: TypedTensor;
  readonly #reader: BinaryReader;
  #count = 0;
  start = 0;
  end = 0;

  constructor(tensor: TypedTensor) {
    this.#tensor = tensor;
    this.#reader = new BinaryReader(tensor.contents);
  }

  /** Whether so many have gone by that others should have a turn. */
  get isSliceOver(): boolean {
    return this.#count % (SLICE_STEPS / 8) === 0;
  }

  /** Goes to the next one; false: there is none. */
  next(): boolean {
    const reader = this.#reader;
    if (reader.pos >= reader.len) return false;
    this.#count += 1;
    const [field, wire] = reader.tag();
    const isPacked = wire === WireType.LengthDelimited;
    if (field === this.#tensor.type.field) {
      const length = isPacked ? reader.uint32() : 0;
      this.start = reader.pos;
      if (isPacked) reader.pos += length;
      else reader.skip(wire, field);
      if (reader.pos > reader.len) throw new RangeError('premature end of the contents');
    } else {
      this.#refuseField(field);
      reader.skip(wire, field);
      this.start = reader.pos;
    }
    this.end = reader.pos;
    return true;
  }

  /** A field that this version knows holds elements of another datatype; any other is passed over as an empty stretch. */
  #refuseField(field: number): void {
    const { name, datatype, type } = this.#tensor;
    const given = CONTENTS_FIELDS[field];
    if (given === undefined) return;
    throw invalid(`Input ${name} is ${datatype} and has ${given}, where ${CONTENTS_FIELDS[type.field]} is expected`);
  }
}

function lengthOf({ size }: Datatype, bytes: number): number {
  if (size === 0) return 4 + bytes;
  if (bytes % size !== 0) throw new RangeError('a stretch of numbers that ends within one');
  return bytes;
}

function countVarints(contents: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index += 1) if ((contents[index] ?? 0) < 128) count += 1;
  return count;
}

/** Where to read and write. */
interface Copy {
  /** Where the next element begins, and the stretch ends. */
  start: number;
  readonly end: number;
  readonly view: DataView;
  /** Where the next element goes. */
  at: number;
}

/** Returns where the next element goes. */
function* writeVarints(tensor: TypedTensor, copy: Copy): Sliced<number> {
  for (;;) {
    writeSome(tensor, copy, Math.min(copy.end, copy.start + SLICE_STEPS));
    if (copy.start >= copy.end) return copy.at;
    yield;
  }
}

/** Writes the elements that begin before `until`. */
function writeSome({ name, datatype, type, contents }: TypedTensor, copy: Copy, until: number): void {
  const { size, min, max, field } = type;
  const { end, view } = copy;
  let { start: position, at } = copy;
  while (position < until) {
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
    if (field === 1) view.setUint8(at, (low | high) === 0 ? 0 : 1);
    else writeElement(view, at, size, low);
    if (size === 8) view.setUint32(at + 4, high, true);
    at += size;
  }
  copy.start = position;
  copy.at = at;
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

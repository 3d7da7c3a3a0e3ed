// A `ModelInferRequest` as the server reads it. It is decoded by hand rather than by the generated code: every count is
// bounded before anything is allocated for it (two bytes of an empty input would become an object of two hundred).
import type { WireType } from '@bufbuild/protobuf/wire';
import { BinaryReader } from '@bufbuild/protobuf/wire';

import { TrussError } from '../errors/truss-error.ts';
import { MAX_DIMENSIONS, MAX_FIELDS, MAX_PARAMETERS, MAX_TENSORS } from './limits.ts';

/** Parameters, each value as JSON text, so that 64-bit integers stay whole. */
export type Parameters = ReadonlyMap<string, string>;

/** A tensor that goes into a model. */
export interface InferInput {
  readonly name: string;
  readonly datatype: string;
  /** Decimal numbers: 64-bit ones stay whole. */
  readonly shape: readonly string[];
  readonly parameters: Parameters;
  /** The encoded `InferTensorContents`; null where there are none. */
  readonly contents: Uint8Array | null;
}

/** An output that is asked for. */
interface RequestedOutput {
  readonly name: string;
  readonly parameters: Parameters;
}

/** One request. The byte arrays are views into the message. */
export interface InferRequest {
  readonly modelName: string;
  /** Empty: whichever there is. */
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly inputs: readonly InferInput[];
  readonly outputs: readonly RequestedOutput[];
  readonly raw: readonly Uint8Array[];
}

/** Counts the fields of a message, at any depth: two bytes of one that nobody knows take as long to pass over as any other. */
class FieldReader extends BinaryReader {
  #fields = 0;

  override tag(): [number, WireType] {
    this.#fields += 1;
    if (this.#fields > MAX_FIELDS) throw tooMany('fields', MAX_FIELDS);
    return super.tag();
  }
}

/**
 * Decodes a message.
 *
 * @throws {TrussError} `REQUEST_INPUT_INVALID` above a cap; what `BinaryReader` throws where it is not protobuf
 */
export function decodeInferRequest(message: Uint8Array): InferRequest {
  const reader = new FieldReader(message);
  const parameters = new Map<string, string>();
  const inputs: InferInput[] = [];
  const outputs: RequestedOutput[] = [];
  const raw: Uint8Array[] = [];
  const names = { modelName: '', modelVersion: '', id: '' };
  eachField(reader, reader.len, (field) => {
    if (field === 1) names.modelName = reader.string();
    else if (field === 2) names.modelVersion = reader.string();
    else if (field === 3) names.id = reader.string();
    else if (field === 4) readParameter(reader, parameters);
    else if (field === 5) capped(inputs, 'inputs', MAX_TENSORS).push(readInput(reader));
    else if (field === 6) capped(outputs, 'outputs', MAX_TENSORS).push(readOutput(reader));
    else if (field === 7) capped(raw, 'raw_input_contents', MAX_TENSORS).push(reader.bytes());
    else return false;
    return true;
  });
  return { ...names, parameters, inputs, outputs, raw };
}

function readInput(reader: BinaryReader): InferInput {
  const parameters = new Map<string, string>();
  const shape: string[] = [];
  const names = { name: '', datatype: '' };
  let contents: Uint8Array | null = null;
  eachField(reader, endOfMessage(reader), (field, wire) => {
    if (field === 1) names.name = reader.string();
    else if (field === 2) names.datatype = reader.string();
    else if (field === 3) readShape(reader, wire, shape);
    else if (field === 4) readParameter(reader, parameters);
    else if (field === 5) contents = reader.bytes();
    else return false;
    return true;
  });
  return { ...names, shape, parameters, contents };
}

function readOutput(reader: BinaryReader): RequestedOutput {
  const parameters = new Map<string, string>();
  let name = '';
  eachField(reader, endOfMessage(reader), (field) => {
    if (field === 1) name = reader.string();
    else if (field === 2) readParameter(reader, parameters);
    else return false;
    return true;
  });
  return { name, parameters };
}

/** Numbers of a `repeated int64`, packed (wire type 2) or one alone. */
function readShape(reader: BinaryReader, wire: number, shape: string[]): void {
  const end = wire === 2 ? endOfMessage(reader) : reader.pos + 1;
  while (reader.pos < end) capped(shape, 'dimensions', MAX_DIMENSIONS).push(String(reader.int64()));
}

function readParameter(reader: BinaryReader, parameters: Map<string, string>): void {
  if (parameters.size >= MAX_PARAMETERS) throw tooMany('parameters', MAX_PARAMETERS);
  let key = '';
  let value = 'null';
  eachField(reader, endOfMessage(reader), (field) => {
    if (field === 1) key = reader.string();
    else if (field === 2) value = readParameterValue(reader);
    else return false;
    return true;
  });
  parameters.set(key, value);
}

/** The JSON text of an `InferParameter`. */
function readParameterValue(reader: BinaryReader): string {
  let text = 'null';
  eachField(reader, endOfMessage(reader), (field) => {
    if (field === 1) text = String(reader.bool());
    else if (field === 2) text = String(reader.int64());
    else if (field === 3) text = JSON.stringify(reader.string());
    else if (field === 4) text = doubleText(reader.double());
    else if (field === 5) text = String(reader.uint64());
    else return false;
    return true;
  });
  return text;
}

/** A floating-point number that reads back as one, also if it is whole. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) {
    throw new TrussError('REQUEST_INPUT_INVALID', { message: `A parameter is ${value}, which is no number in JSON` });
  }
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Reads the fields up to an end; `read` takes the value of a field that it knows. */
function eachField(reader: BinaryReader, end: number, read: (field: number, wire: number) => boolean): void {
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (!read(field, wire)) reader.skip(wire, field);
  }
  if (reader.pos !== end) throw new RangeError('a field that reaches beyond its message');
}

/** Reads the length of a message and gives its end. */
function endOfMessage(reader: BinaryReader): number {
  const length = reader.uint32();
  return reader.pos + length;
}

function capped<T>(list: T[], what: string, max: number): T[] {
  if (list.length >= max) throw tooMany(what, max);
  return list;
}

function tooMany(what: string, max: number): TrussError {
  return new TrussError('REQUEST_INPUT_INVALID', { message: `The request has more than ${max} ${what}` });
}

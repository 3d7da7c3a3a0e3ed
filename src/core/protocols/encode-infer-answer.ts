// The message of an answer. The generated code would copy its tensors several times, at once, and takes 5 µs longer for the smallest one.
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import { WireType } from '@bufbuild/protobuf/wire';

import { TrussError } from '../errors/truss-error.ts';
import type { Sliced } from '../sliced.ts';
import { copySliced } from '../sliced.ts';
import type { Datatype } from './datatypes.ts';
import { findDatatype } from './datatypes.ts';
import type { InferAnswer, Output, Parameter, Parameters } from './infer-answer.ts';
import { rawToContents } from './raw-to-contents.ts';
import { fieldHead, written } from './written.ts';

/** Numbers of the fields of `ModelInferResponse`. */
const MODEL_NAME = 1;
const MODEL_VERSION = 2;
const ID = 3;
const OUTPUTS = 5;
const RAW_OUTPUT_CONTENTS = 6;

/** Of `InferOutputTensor`. */
const NAME = 1;
const DATATYPE = 2;
const SHAPE = 3;
const CONTENTS = 5;

/** Of both. */
const PARAMETERS = 4;

/** Of `ModelStreamInferResponse`. */
const INFER_RESPONSE = 2;

/** Of a map's entry. */
const KEY = 1;
const VALUE = 2;

/** Of `InferParameter`. */
const BOOL_PARAM = 1;
const INT64_PARAM = 2;
const STRING_PARAM = 3;
const DOUBLE_PARAM = 4;
const UINT64_PARAM = 5;

/**
 * The `ModelInferResponse` of an answer.
 *
 * @throws {TrussError} `RESULT_NOT_ENCODABLE` where the bytes of an output do not divide into elements
 */
export function* encodeInferAnswer(answer: InferAnswer): Sliced<Uint8Array> {
  return yield* joined(yield* piecesOf(answer));
}

/** The `ModelStreamInferResponse` of an answer; throws likewise. */
export function* encodeStreamedAnswer(answer: InferAnswer): Sliced<Uint8Array> {
  const pieces = yield* piecesOf(answer);
  return yield* joined([fieldHead(INFER_RESPONSE, lengthOf(pieces)), ...pieces]);
}

function* piecesOf({ outputs, buffers, raw, ...names }: InferAnswer): Sliced<Uint8Array[]> {
  const pieces: Uint8Array[] = [namesOf(names)];
  const types = raw ? null : typesOf(outputs);
  for (const [index, output] of outputs.entries()) {
    const own: Uint8Array[] = [headOf(output)];
    const type = types?.[index];
    if (type !== undefined) {
      const contents = yield* contentsOf(type, buffers[index] ?? NONE);
      own.push(fieldHead(CONTENTS, contents.length), contents);
    }
    pieces.push(fieldHead(OUTPUTS, lengthOf(own)), ...own);
  }
  if (types === null) for (const buffer of buffers) pieces.push(fieldHead(RAW_OUTPUT_CONTENTS, buffer.length), buffer);
  return pieces;
}

/** All fields of an answer but its tensors. */
function namesOf({
  modelName,
  modelVersion,
  id,
  parameters,
}: Omit<InferAnswer, 'outputs' | 'buffers' | 'raw'>): Uint8Array {
  return written((writer) => {
    writeText(writer, MODEL_NAME, modelName);
    writeText(writer, MODEL_VERSION, modelVersion);
    writeText(writer, ID, id);
    writeParameters(writer, parameters);
  });
}

/** All fields of an output but its elements. */
function headOf({ name, datatype, shape, parameters }: Output): Uint8Array {
  return written((writer) => {
    writeText(writer, NAME, name);
    writeText(writer, DATATYPE, datatype);
    if (shape.length > 0) {
      writer.tag(SHAPE, WireType.LengthDelimited).fork();
      for (const dimension of shape) writer.int64(dimension);
      writer.join();
    }
    writeParameters(writer, parameters);
  });
}

/** An empty text is the same as none. */
function writeText(writer: BinaryWriter, field: number, text: string): void {
  if (text !== '') writer.tag(field, WireType.LengthDelimited).string(text);
}

function writeParameters(writer: BinaryWriter, parameters: Parameters): void {
  for (const [name, value] of Object.entries(parameters)) {
    writer.tag(PARAMETERS, WireType.LengthDelimited).fork();
    writer.tag(KEY, WireType.LengthDelimited).string(name);
    writer.tag(VALUE, WireType.LengthDelimited).fork();
    writeParameter(writer, value);
    writer.join().join();
  }
}

function writeParameter(writer: BinaryWriter, parameter: Parameter): void {
  switch (parameter.case) {
    case 'boolParam':
      writer.tag(BOOL_PARAM, WireType.Varint).bool(parameter.value);
      break;
    case 'int64Param':
      writer.tag(INT64_PARAM, WireType.Varint).int64(parameter.value);
      break;
    case 'stringParam':
      writer.tag(STRING_PARAM, WireType.LengthDelimited).string(parameter.value);
      break;
    case 'doubleParam':
      writer.tag(DOUBLE_PARAM, WireType.Bit64).double(parameter.value);
      break;
    case 'uint64Param':
      writer.tag(UINT64_PARAM, WireType.Varint).uint64(parameter.value);
      break;
  }
}

const NONE = new Uint8Array();

/** The datatypes of outputs; null where one has no typed contents: FP16, BF16, and any that is not known. */
function typesOf(outputs: InferAnswer['outputs']): readonly Datatype[] | null {
  const types = outputs.map(({ datatype }) => findDatatype(datatype)).filter((type) => type !== undefined);
  return types.length === outputs.length && types.every(({ field }) => field > 0) ? types : null;
}

function* contentsOf(type: Datatype, buffer: Uint8Array): Sliced<Uint8Array> {
  try {
    return yield* rawToContents(type, buffer);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const message = `The model's answer is not one of the Open Inference Protocol: ${cause.message}`;
    throw new TrussError('RESULT_NOT_ENCODABLE', { message, cause });
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

function* joined(pieces: readonly Uint8Array[]): Sliced<Uint8Array> {
  const bytes = new Uint8Array(lengthOf(pieces));
  let at = 0;
  for (const piece of pieces) {
    yield* copySliced(piece, bytes, at);
    at += piece.length;
  }
  return bytes;
}

// The message of an answer. The generated code would copy its tensors several times, at once.
import { create, toBinary } from '@bufbuild/protobuf';

import { TrussError } from '../errors/truss-error.ts';
import type { Sliced } from '../sliced.ts';
import { copySliced } from '../sliced.ts';
import type { Datatype } from './datatypes.ts';
import { findDatatype } from './datatypes.ts';
import {
  ModelInferResponse_InferOutputTensorSchema as OutputSchema,
  ModelInferResponseSchema,
} from './generated/inference/grpc_service_pb.js';
import type { InferAnswer } from './infer-answer.ts';
import { fieldHead, rawToContents } from './raw-to-contents.ts';

/** Numbers of fields: of `ModelInferResponse`, of its outputs, and of `ModelStreamInferResponse`. */
const OUTPUTS = 5;
const RAW_OUTPUT_CONTENTS = 6;
const CONTENTS = 5;
const INFER_RESPONSE = 2;

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
  const pieces: Uint8Array[] = [toBinary(ModelInferResponseSchema, create(ModelInferResponseSchema, names))];
  const types = raw ? null : typesOf(outputs);
  for (const [index, output] of outputs.entries()) {
    const own: Uint8Array[] = [toBinary(OutputSchema, create(OutputSchema, { ...output, shape: [...output.shape] }))];
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

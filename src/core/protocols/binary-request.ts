// A gRPC request as the body that a worker takes: form v2-binary of specs/wire-protocol.md, a JSON header and raw buffers.
import { TrussError } from '../errors/truss-error.ts';
import { copySliced } from '../sliced.ts';
import type { Sliced } from '../sliced.ts';
import type { TypedTensor } from './contents-to-raw.ts';
import { rawLength, writeRaw } from './contents-to-raw.ts';
import { DATATYPE_NAMES, findDatatype } from './datatypes.ts';
import type { InferInput, InferRequest, Parameters } from './infer-request.ts';

/** A body of form v2-binary. */
export interface BinaryBody {
  readonly body: Uint8Array;
  /** How many bytes of it are the JSON header. */
  readonly binaryOffset: number;
}

/** The parameters of the binary tensor extension: in gRPC they are not the client's to say. */
const BINARY_PARAMETERS = new Set(['binary_data', 'binary_data_output', 'binary_data_size']);

const encoder = new TextEncoder();

const NOTHING = new Uint8Array();

/**
 * Turns a request into a body, all of whose outputs are asked for in binary: no number is lost on the way.
 *
 * @throws {TrussError} `REQUEST_INPUT_INVALID` where the rules of raw and typed contents are broken; `REQUEST_TOO_LARGE` where
 *   the tensors take more than `maxBytes`
 */
export function* toBinaryBody(request: InferRequest, maxBytes: number): Sliced<BinaryBody> {
  const tensors = tensorsOf(request);
  const lengths: number[] = [];
  for (const tensor of tensors) {
    lengths.push(tensor instanceof Uint8Array ? tensor.length : yield* rawLength(tensor, maxBytes));
  }
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  if (bytes > maxBytes) {
    const message = `The tensors of the request take ${bytes} bytes, and may take ${maxBytes}`;
    throw new TrussError('REQUEST_TOO_LARGE', { message, hint: 'Send less, or raise runtime.max_body.' });
  }
  const header = encoder.encode(headerText(request, lengths));
  const body = new Uint8Array(header.length + bytes);
  body.set(header);
  let at = header.length;
  for (const [index, tensor] of tensors.entries()) {
    if (tensor instanceof Uint8Array) yield* copySliced(tensor, body, at);
    else yield* writeRaw(tensor, body, at);
    at += lengths[index] ?? 0;
  }
  return { body, binaryOffset: header.length };
}

/** Whether a request carries raw bytes, so that its answer has to as well. */
export function isRaw(request: InferRequest): boolean {
  return request.raw.length > 0;
}

/** Raw contents stand for all inputs, in their order, or for none. */
function tensorsOf(request: InferRequest): readonly (Uint8Array | TypedTensor)[] {
  const { inputs, raw } = request;
  if (!isRaw(request)) return inputs.map(typedTensor);
  if (raw.length !== inputs.length) {
    throw invalid(`raw_input_contents has ${raw.length} entries for ${inputs.length} inputs`);
  }
  for (const input of inputs) {
    requireDatatype(input);
    if (input.contents === null) continue;
    throw invalid(`Input ${input.name} has contents beside raw_input_contents; a request has one or the other`);
  }
  return raw;
}

function typedTensor(input: InferInput): TypedTensor {
  const { name, datatype, contents } = input;
  return { name, datatype, type: requireDatatype(input), contents: contents ?? NOTHING };
}

function requireDatatype({ name, datatype }: InferInput): NonNullable<ReturnType<typeof findDatatype>> {
  const type = findDatatype(datatype);
  if (type !== undefined) return type;
  throw invalid(`Input ${name} has the datatype ${JSON.stringify(datatype)}; there are ${DATATYPE_NAMES.join(', ')}`);
}

function headerText(request: InferRequest, lengths: readonly number[]): string {
  const id = request.id === '' ? '' : `"id":${JSON.stringify(request.id)},`;
  const inputs = request.inputs.map(
    (input, index) =>
      `{"name":${JSON.stringify(input.name)},"datatype":"${input.datatype}","shape":[${input.shape.join(',')}],` +
      `"parameters":${parametersText(input.parameters, `"binary_data_size":${lengths[index]}`)}}`,
  );
  const outputs = request.outputs.map(
    (output) =>
      `{"name":${JSON.stringify(output.name)},"parameters":${parametersText(output.parameters, '"binary_data":true')}}`,
  );
  const asked = outputs.length === 0 ? '' : `,"outputs":[${outputs.join(',')}]`;
  const parameters = parametersText(request.parameters, '"binary_data_output":true');
  return `{${id}"parameters":${parameters},"inputs":[${inputs.join(',')}]${asked}}`;
}

function parametersText(parameters: Parameters, own: string): string {
  let text = `{${own}`;
  for (const [name, value] of parameters) if (!BINARY_PARAMETERS.has(name)) text += `,${JSON.stringify(name)}:${value}`;
  return `${text}}`;
}

function invalid(message: string): TrussError {
  return new TrussError('REQUEST_INPUT_INVALID', { message });
}

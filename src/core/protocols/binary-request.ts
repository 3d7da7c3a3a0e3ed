// A gRPC request as the body that a worker takes: form v2-binary of specs/wire-protocol.md, a JSON header and raw buffers.
import { TrussError } from '../errors/truss-error.ts';
import { contentsToRaw } from './contents-to-raw.ts';
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

/**
 * Turns a request into a body, all of whose outputs are asked for in binary: no number is lost on the way.
 *
 * @throws {TrussError} `REQUEST_INPUT_INVALID` where the rules of raw and typed contents are broken; `REQUEST_TOO_LARGE` where
 *   the tensors take more than `maxBytes`
 */
export function toBinaryBody(request: InferRequest, maxBytes: number): BinaryBody {
  const buffers = tensorBytes(request, maxBytes);
  const header = encoder.encode(headerText(request, buffers));
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, header.length);
  if (bytes - header.length > maxBytes) {
    const message = `The tensors of the request take ${bytes - header.length} bytes, and may take ${maxBytes}`;
    throw new TrussError('REQUEST_TOO_LARGE', { message, hint: 'Send less, or raise runtime.max_body.' });
  }
  const body = new Uint8Array(bytes);
  body.set(header);
  let at = header.length;
  for (const buffer of buffers) {
    body.set(buffer, at);
    at += buffer.length;
  }
  return { body, binaryOffset: header.length };
}

/** Whether a request carries raw bytes, so that its answer has to as well. */
export function isRaw(request: InferRequest): boolean {
  return request.raw.length > 0;
}

/** Raw contents stand for all inputs, in their order, or for none. */
function tensorBytes(request: InferRequest, maxBytes: number): readonly Uint8Array[] {
  const { inputs, raw } = request;
  if (!isRaw(request)) return inputs.map((input) => typedBytes(input, maxBytes));
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

function typedBytes(input: InferInput, maxBytes: number): Uint8Array {
  const { name, datatype, contents } = input;
  const type = requireDatatype(input);
  return contentsToRaw({ name, datatype, type, contents: contents ?? new Uint8Array() }, maxBytes);
}

function requireDatatype({ name, datatype }: InferInput): NonNullable<ReturnType<typeof findDatatype>> {
  const type = findDatatype(datatype);
  if (type !== undefined) return type;
  throw invalid(`Input ${name} has the datatype ${JSON.stringify(datatype)}; there are ${DATATYPE_NAMES.join(', ')}`);
}

function headerText(request: InferRequest, buffers: readonly Uint8Array[]): string {
  const id = request.id === '' ? '' : `"id":${JSON.stringify(request.id)},`;
  const inputs = request.inputs.map(
    (input, index) =>
      `{"name":${JSON.stringify(input.name)},"datatype":"${input.datatype}","shape":[${input.shape.join(',')}],` +
      `"parameters":${parametersText(input.parameters, `"binary_data_size":${buffers[index]?.length}`)}}`,
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

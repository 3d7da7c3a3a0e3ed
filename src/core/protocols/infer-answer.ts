// A worker's answer (form v2-binary, or v2-json where nothing in it is binary) to what `encodeInferAnswer` makes a message of.
import { TrussError } from '../errors/truss-error.ts';

/** A value, by the name of the field of `InferParameter` that has it. */
export type Parameter =
  | { readonly case: 'boolParam'; readonly value: boolean }
  | { readonly case: 'int64Param' | 'uint64Param'; readonly value: bigint }
  | { readonly case: 'doubleParam'; readonly value: number }
  | { readonly case: 'stringParam'; readonly value: string };

/** By their names. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** A tensor of an answer. */
export interface Output {
  readonly name: string;
  readonly datatype: string;
  readonly shape: bigint[];
  readonly parameters: Parameters;
}

/** What a `ModelInferResponse` is made of. */
export interface InferAnswer {
  readonly modelName: string;
  readonly modelVersion: string;
  readonly id: string;
  readonly parameters: Parameters;
  readonly outputs: readonly Output[];
  /** The elements of each output, as `writeRaw` of contents-to-raw.ts says. */
  readonly buffers: readonly Uint8Array[];
  /** Whether the message shall have the elements as raw bytes; as well where one output is of a datatype without typed contents. */
  readonly raw: boolean;
}

/** The most that an int64 holds. */
const MAX_INT64 = 2n ** 63n - 1n;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What a worker's answer is read with. */
export interface AnswerOptions {
  /** How many bytes of the payload are the JSON header. */
  readonly binaryOffset: number;
  readonly raw: boolean;
}

/**
 * Reads an answer.
 *
 * @throws {TrussError} RESULT_NOT_ENCODABLE where it is no such answer
 */
export function toInferAnswer(payload: Uint8Array, options: AnswerOptions): InferAnswer {
  try {
    return readAnswer(payload, options);
  } catch (cause) {
    const message = "The model's answer is not one of the Open Inference Protocol with binary tensors";
    throw new TrussError('RESULT_NOT_ENCODABLE', { message, cause });
  }
}

function readAnswer(payload: Uint8Array, { binaryOffset, raw }: AnswerOptions): InferAnswer {
  const header = parseHeader(utf8.decode(payload.subarray(0, binaryOffset)));
  const { binary_data_output: _, ...parameters } = record(header['parameters'] ?? {});
  const names = {
    modelName: text(header['model_name'] ?? ''),
    modelVersion: text(header['model_version'] ?? ''),
    id: text(header['id'] ?? ''),
    parameters: toParameters(parameters),
  };
  const { outputs, buffers } = readOutputs(header['outputs'], payload.subarray(binaryOffset));
  return { ...names, outputs, buffers, raw };
}

/** The members of a header. */
type Header = Readonly<Record<string, unknown>>;

/** Most have no parameters to tell integers from other numbers in, for which everything is read again, at four times the cost. */
function parseHeader(json: string): Header {
  const header = record(JSON.parse(json));
  return hasParameters(header) ? record(JSON.parse(json, wholeIntegers)) : header;
}

function hasParameters(header: Header): boolean {
  const outputs = list(header['outputs']);
  return (
    Object.keys(record(header['parameters'] ?? {})).some((name) => name !== 'binary_data_output') ||
    outputs.some((output) =>
      Object.keys(record(record(output)['parameters'] ?? {})).some((name) => name !== 'binary_data_size'),
    )
  );
}

function readOutputs(given: unknown, binary: Uint8Array): { outputs: Output[]; buffers: Uint8Array[] } {
  const outputs: Output[] = [];
  const buffers: Uint8Array[] = [];
  let at = 0;
  for (const each of list(given)) {
    const output = record(each);
    const { binary_data_size: size, ...parameters } = record(output['parameters'] ?? {});
    const start = at;
    at += Number(integer(size));
    if (at > binary.length) throw new RangeError('an output that reaches beyond the answer');
    buffers.push(binary.subarray(start, at));
    outputs.push({
      name: text(output['name']),
      datatype: text(output['datatype']),
      shape: list(output['shape']).map(integer),
      parameters: toParameters(parameters),
    });
  }
  return { outputs, buffers };
}

/** Keeps every integer whole, as a bigint, and so apart from floating-point numbers. */
function wholeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

function toParameters(given: Header): Parameters {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, toParameter(value)]),
  );
}

function toParameter(value: unknown): Parameter {
  if (typeof value === 'boolean') return { case: 'boolParam', value };
  if (typeof value === 'number') return { case: 'doubleParam', value };
  if (typeof value === 'string') return { case: 'stringParam', value };
  if (typeof value !== 'bigint') return { case: 'stringParam', value: JSON.stringify(value, numbersAsText) };
  return value > MAX_INT64 ? { case: 'uint64Param', value } : { case: 'int64Param', value };
}

/** For lists and objects, of which gRPC has no parameters. */
function numbersAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function record(value: unknown): Header {
  if (isRecord(value)) return value;
  throw new TypeError('not an object');
}

function isRecord(value: unknown): value is Header {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError('not a list');
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('not a string');
}

function integer(value: unknown): bigint {
  if (typeof value === 'bigint') return value;
  if (Number.isSafeInteger(value)) return BigInt(Number(value));
  throw new TypeError('not an integer');
}

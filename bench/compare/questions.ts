// What the servers are asked in each of their protocols, and how their answers are read. Each model gets the same values over all of them.
import type { Question } from '../measure/contender.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** The route of V1 in servers of a single model. */
export const V1 = '/v1/models/model:predict';
/** The route of the Open Inference Protocol. */
const V2 = '/v2/models/model/infer';

/** A row of iris; its label is 0. */
const ROW = [5.1, 3.5, 1.4, 0.2];

const IMAGE_SHAPE = [1, 3, 224, 224];

/** An image with pixels of k/255, as clients have them; always the same. */
const image = Float32Array.from({ length: 3 * 224 * 224 }, (_, index) => ((index * 7919) % 256) / 255);
const imageSum = image.reduce((sum, value) => sum + value, 0);

/** The forest's answer in the words of mlserver-sklearn, or of everybody else. */
interface Answer {
  readonly predictions?: readonly number[];
  readonly probabilities?: readonly (readonly number[])[];
}

const isNoop = ({ predictions }: Answer): boolean => predictions?.length === 1 && predictions[0] === 1;
const isIris = ({ predictions, probabilities }: Answer): boolean =>
  predictions?.length === 1 && predictions[0] === 0 && (probabilities?.flat()[0] ?? 0) > 0.9;
const isSum = ({ predictions }: Answer): boolean => Math.abs((predictions?.[0] ?? 0) / imageSum - 1) < 2e-4;

/** The no-op model over V1, or over another route that takes the same. */
export function noopQuestion(path: string = V1): Question {
  return asV1(path, [ROW], isNoop);
}

/** The forest over V1, or over another route that takes the same. */
export function forestQuestion(path: string = V1): Question {
  return asV1(path, [ROW], isIris);
}

/** The image as nested lists, over V1. */
export function imageAsJson(path: string = V1): Question {
  return asV1(path, nested(Array.from(image), IMAGE_SHAPE), isSum);
}

/** The no-op model over V2. */
export function noopV2(): Question {
  return asV2({ shape: [1, ROW.length], data: ROW }, isNoop);
}

/** The forest over V2. */
export function forestV2(): Question {
  return asV2({ shape: [1, ROW.length], data: ROW }, isIris);
}

/** The image over V2, as JSON. */
export function imageV2(): Question {
  return asV2({ shape: IMAGE_SHAPE, data: Array.from(image) }, isSum);
}

/** The image over V2, its data as bytes after the JSON. */
export function imageV2Binary(path: string = V2): Question {
  const data = bytesOf(image);
  const parameters = { binary_data_size: data.length };
  const head = Buffer.from(
    JSON.stringify({ inputs: [{ name: 'inputs', datatype: 'FP32', shape: IMAGE_SHAPE, parameters }] }),
  );
  return {
    path,
    headers: { 'Content-Type': 'application/octet-stream', 'Inference-Header-Content-Length': String(head.length) },
    body: Buffer.concat([head, data]),
    isRight: (answer) => isSum(v2Answer(answer)),
  };
}

/** The image as nothing but its bytes, for a server that was written for it. */
export function imageRaw(): Question {
  const headers = { 'Content-Type': 'application/octet-stream' };
  return { path: '/raw', headers, body: bytesOf(image), isRight: (answer) => isSum(v1Answer(answer)) };
}

/** How many items a stream has. */
export const ITEMS = 10_000;

/** A stream of small items. */
export function streamQuestion(path: string = V1): Question {
  const isRight = (answer: string): boolean => answer.split('\n').length === ITEMS + 1 && answer.startsWith('item 0\n');
  return { path, headers: JSON_TYPE, body: Buffer.from(JSON.stringify({ inputs: ITEMS })), isRight };
}

/** The raw contents of the row that a gRPC message asks about. */
export const ROW_BYTES: Uint8Array = bytesOf(Float32Array.from(ROW));

function asV1(path: string, inputs: unknown, isRight: (answer: Answer) => boolean): Question {
  const body = Buffer.from(JSON.stringify({ inputs }));
  return { path, headers: JSON_TYPE, body, isRight: (answer) => isRight(v1Answer(answer)) };
}

function asV2(
  input: { readonly shape: number[]; readonly data: number[] },
  isRight: (answer: Answer) => boolean,
): Question {
  const body = Buffer.from(JSON.stringify({ inputs: [{ name: 'inputs', datatype: 'FP32', ...input }] }));
  return { path: V2, headers: JSON_TYPE, body, isRight: (answer) => isRight(v2Answer(answer)) };
}

function v1Answer(text: string): Answer {
  const answer = JSON.parse(text) as Answer | Record<string, never>[];
  if (!Array.isArray(answer)) return answer;
  // Rows, as BentoML's batching wants them.
  return Object.fromEntries(Object.keys(answer[0] ?? {}).map((name) => [name, answer.map((row) => row[name])]));
}

function v2Answer(text: string): Answer {
  const { outputs } = JSON.parse(text) as { outputs: { name: string; data: never[] }[] };
  return Object.fromEntries(outputs.map(({ name, data }) => [name, name === 'probabilities' ? [data] : data]));
}

function bytesOf({ buffer }: Float32Array<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer);
}

function nested(flat: readonly number[], [length = 0, ...rest]: readonly number[]): unknown[] {
  if (rest.length === 0) return [...flat];
  const each = flat.length / length;
  return Array.from({ length }, (_, index) => nested(flat.slice(index * each, (index + 1) * each), rest));
}

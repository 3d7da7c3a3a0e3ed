import type { Config } from '../config/config.ts';

type Tensor = NonNullable<Config['signature']>['inputs'][number];

// Beyond this a made-up value says nothing that a few elements would not.
const MAX_ELEMENTS = 64;

/** A request that fits the signature: one row of zeros or of text. Without a signature, a row of one number. */
export function sampleInput(signature: Config['signature']): unknown {
  const [first, ...others] = signature?.inputs ?? [];
  if (first === undefined) return { inputs: [[0]] };
  if (others.length === 0) return { inputs: fill(first, first.shape) };
  // Several inputs are the columns of a table: rows are records.
  return {
    inputs: [Object.fromEntries([first, ...others].map((input) => [input.name, fill(input, input.shape.slice(1))]))],
  };
}

/**
 * The same as a request of the Open Inference Protocol, in which a model finds its tensors by the names that it has given them;
 * null where JSON cannot carry them.
 */
export function sampleTensors({ inputs }: NonNullable<Config['signature']>): unknown {
  if (inputs.some(({ datatype }) => datatype === 'FP16' || datatype === 'BF16')) return null;
  const tensors = inputs.map(({ name, datatype, shape }) => {
    const lengths = shape.map((length) => (length === -1 ? 1 : length));
    return { name, datatype, shape: lengths, data: fill({ datatype }, lengths) };
  });
  const isShort = tensors.every(({ shape }) => countOf(shape) <= MAX_ELEMENTS);
  return isShort ? { inputs: tensors } : null;
}

function countOf(lengths: readonly number[]): number {
  return lengths.reduce((product, length) => product * length, 1);
}

function fill(tensor: Pick<Tensor, 'datatype'>, shape: readonly number[]): unknown {
  const lengths = shape.map((length) => (length === -1 ? 1 : length));
  if (countOf(lengths) > MAX_ELEMENTS) return [];
  return lengths.reduceRight<unknown>((inner, length) => Array.from({ length }, () => inner), element(tensor.datatype));
}

function element(datatype: Tensor['datatype']): unknown {
  if (datatype === 'BYTES') return 'text';
  return datatype === 'BOOL' ? false : 0;
}

import type { Signature } from './signature.ts';

type Class = NonNullable<Signature['outputs'][number]['classes']>[number];

/** A model as the protocols name it. */
export interface NamedModel {
  readonly name: string;
  readonly version: string;
  /** Null where the config says nothing of inputs and outputs. */
  readonly signature: Signature | null;
}

/** What is known of the values of a tensor. */
interface TensorParameters {
  readonly classes?: readonly Class[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly categories?: readonly Class[];
  readonly columns?: NonNullable<Signature['inputs'][number]['columns']>;
}

/** What goes in or comes out. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  /** What the protocol has no word for: the classes of a classifier, and what training knew of an input. */
  readonly parameters?: TensorParameters;
}

/** What V2 tells of a model, in JSON and gRPC alike. */
export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** What clients are told that runs the model. */
export const PLATFORM = 'truss';

/** The metadata of a model. Without a signature it names no tensors: such a model takes whatever it is sent. */
export function modelMetadata({ name, version, signature }: NamedModel): ModelMetadata {
  const { inputs = [], outputs = [] } = signature ?? {};
  return {
    name,
    versions: [version],
    platform: PLATFORM,
    inputs: inputs.map(toMetadata),
    outputs: outputs.map(toMetadata),
  };
}

const KNOWN = ['classes', 'minimum', 'maximum', 'categories', 'columns'] as const;

function toMetadata(tensor: Signature['inputs'][number] | Signature['outputs'][number]): TensorMetadata {
  const { name, datatype, shape } = tensor;
  const known = Object.entries(tensor).filter(([key, value]) => value !== undefined && isKnown(key));
  const parameters: TensorParameters = Object.fromEntries(known);
  return { name, datatype, shape, ...(known.length > 0 && { parameters }) };
}

function isKnown(key: string): boolean {
  return KNOWN.some((known) => known === key);
}

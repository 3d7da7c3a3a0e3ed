import type { NamedModel, TensorMetadata } from './model-metadata.ts';
import { PLATFORM } from './model-metadata.ts';

/** Triton's `ModelConfig`, as far as it says anything here: what `perf_analyzer` reads before it sends a request. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  readonly max_batch_size: number;
  readonly input: readonly TensorConfig[];
  readonly output: readonly TensorConfig[];
}

/** A tensor in a config. */
interface TensorConfig {
  readonly name: string;
  readonly data_type: string;
  readonly dims: readonly number[];
}

/** The config of a model, in Triton's words. */
export function modelConfig({ name, signature }: NamedModel): ModelConfig {
  const { inputs = [], outputs = [] } = signature ?? {};
  return {
    name,
    platform: PLATFORM,
    backend: PLATFORM,
    // With anything else `dims` would be without the dimension of the batch, which a signature does not tell apart.
    max_batch_size: 0,
    input: inputs.map(toConfig),
    output: outputs.map(toConfig),
  };
}

function toConfig({ name, datatype, shape }: TensorMetadata): TensorConfig {
  // `model_config.proto` calls this one by another name.
  return { name, data_type: datatype === 'BYTES' ? 'TYPE_STRING' : `TYPE_${datatype}`, dims: shape };
}

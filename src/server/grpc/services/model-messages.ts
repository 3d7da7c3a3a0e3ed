// The methods that tell about the server and its models.
import type { MessageInitShape } from '@bufbuild/protobuf';

import type {
  ModelMetadataResponseSchema,
  ModelStatisticsSchema,
  RepositoryIndexResponseSchema,
  ServerMetadataResponseSchema,
  StatisticDurationSchema,
} from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import type { ModelConfigSchema } from '../../../core/protocols/generated/inference/model_config_pb.js';
import { DataType } from '../../../core/protocols/generated/inference/model_config_pb.js';
import { modelConfig as describeConfig } from '../../../core/protocols/model-config.ts';
import type { TensorMetadata } from '../../../core/protocols/model-metadata.ts';
import { modelMetadata as describeModel } from '../../../core/protocols/model-metadata.ts';
import { serverMetadata as describeServer } from '../../../core/protocols/server-metadata.ts';
import type { Signature } from '../../../core/protocols/signature.ts';
import { isStreaming } from '../../backends/backend.ts';
import type { Tally } from '../../service/entry-statistics.ts';
import type { Entry } from '../../service/entry.ts';
import { executionCount } from '../../service/execution-count.ts';
import type { Registry } from '../../service/registry.ts';

/** What the server is called and can do beyond the protocol. */
export function serverMetadata(): MessageInitShape<typeof ServerMetadataResponseSchema> {
  const { name, version, extensions } = describeServer();
  return { name, version, extensions: [...extensions] };
}

/** The inputs and outputs that the config names. */
export function modelMetadata(entry: Entry): MessageInitShape<typeof ModelMetadataResponseSchema> {
  const { name, versions, platform, inputs, outputs } = describeModel(entry);
  return { name, versions: [...versions], platform, inputs: inputs.map(toTensor), outputs: outputs.map(toTensor) };
}

/** What Triton's tools want to know. */
export function modelConfig(entry: Entry): MessageInitShape<typeof ModelConfigSchema> {
  const { name, platform, backend, max_batch_size: maxBatchSize } = describeConfig(entry);
  const { inputs = [], outputs = [] } = entry.signature ?? {};
  return {
    name,
    platform,
    backend,
    maxBatchSize,
    input: inputs.map(toConfig),
    output: outputs.map(toConfig),
    modelTransactionPolicy: { decoupled: isStreaming(entry.capabilities?.methods['predict']) },
  };
}

/** What became of the requests of a model since the server started. */
export function modelStatistics({
  name,
  version,
  statistics,
  batches,
}: Entry): MessageInitShape<typeof ModelStatisticsSchema> {
  const { succeeded, refused, failed, queued, computed, lastAt } = statistics;
  const none = { count: BigInt(succeeded.count), ns: 0n };
  return {
    name,
    version,
    lastInference: BigInt(lastAt),
    inferenceCount: BigInt(succeeded.count),
    executionCount: BigInt(executionCount({ statistics, batches })),
    inferenceStats: {
      success: toDuration(succeeded),
      fail: toDuration({ count: refused.count + failed.count, ms: refused.ms + failed.ms }),
      queue: toDuration(queued),
      // The worker measures the three as one.
      computeInput: none,
      computeInfer: toDuration(computed),
      computeOutput: none,
    },
    batchStats: [...batches.sizes].map(([size, { count, computeMs }]) => ({
      batchSize: BigInt(size),
      computeInput: { count: BigInt(count), ns: 0n },
      computeInfer: toDuration({ count, ms: computeMs }),
      computeOutput: { count: BigInt(count), ns: 0n },
    })),
  };
}

/** Which models there are. */
export function repositoryIndex(
  { entries }: Registry,
  { onlyReady }: { readonly onlyReady: boolean },
): MessageInitShape<typeof RepositoryIndexResponseSchema> {
  const models = entries.map(({ name, version, readiness }) => {
    if (readiness.healthy) return { name, version, state: 'READY', reason: '' };
    return { name, version, state: 'UNAVAILABLE', reason: readiness.reason };
  });
  return { models: onlyReady ? models.filter(({ state }) => state === 'READY') : models };
}

function toTensor({ name, datatype, shape }: TensorMetadata): { name: string; datatype: string; shape: bigint[] } {
  return { name, datatype, shape: shape.map(BigInt) };
}

function toConfig({ name, datatype, shape }: Signature['inputs'][number]): {
  name: string;
  dataType: DataType;
  dims: bigint[];
} {
  const dataType = datatype === 'BYTES' ? DataType.TYPE_STRING : DataType[`TYPE_${datatype}` as const];
  return { name, dataType, dims: shape.map(BigInt) };
}

function toDuration({ count, ms }: Tally): MessageInitShape<typeof StatisticDurationSchema> {
  return { count: BigInt(count), ns: BigInt(Math.round(ms * 1e6)) };
}

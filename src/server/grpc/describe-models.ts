// The methods that tell about the server and its models.
import type { MessageInitShape } from '@bufbuild/protobuf';

import type { ModelConfigSchema } from '../../core/protocols/generated/inference/model_config_pb.js';
import { DataType } from '../../core/protocols/generated/inference/model_config_pb.js';
import type {
  ModelMetadataResponseSchema,
  ModelStatisticsSchema,
  RepositoryIndexResponseSchema,
  ServerMetadataResponseSchema,
  StatisticDurationSchema,
} from '../../core/protocols/generated/inference/grpc_service_pb.js';
import type { Signature } from '../../core/protocols/signature.ts';
import { version as trussVersion } from '../../core/version.ts';
import { isStreaming } from '../backends/backend.ts';
import type { Entry } from '../service/entry.ts';
import type { Tally } from '../service/entry-statistics.ts';
import type { InferenceService } from '../service/inference-service.ts';

type Tensor = Signature['inputs'][number];

/** What Triton calls the thing that runs a model. */
const PLATFORM = 'truss';

/** What the server is called and can do beyond the protocol, by Triton's names of the extensions. */
export const SERVER_METADATA: MessageInitShape<typeof ServerMetadataResponseSchema> = {
  name: 'truss',
  version: trussVersion,
  extensions: ['binary_tensor_data', 'model_configuration', 'model_repository', 'parameters', 'statistics'],
};

/** Whether every model takes requests. */
export function isServerReady(service: InferenceService): boolean {
  return !service.isDraining && service.entries.every((entry) => entry.readiness.healthy);
}

/** Whether a model takes requests and says that it is well. */
export async function isModelReady(service: InferenceService, entry: Entry): Promise<boolean> {
  return !service.isDraining && (await entry.health()).healthy;
}

/** The inputs and outputs that the config names. */
export function modelMetadata(entry: Entry): MessageInitShape<typeof ModelMetadataResponseSchema> {
  const { name, version, signature } = entry;
  return {
    name,
    versions: [version],
    platform: PLATFORM,
    inputs: signature?.inputs.map(toMetadata) ?? [],
    outputs: signature?.outputs.map(toMetadata) ?? [],
  };
}

/** What Triton's tools want to know. The shapes are whole: there is no dimension that a client would have to add. */
export function modelConfig(entry: Entry): MessageInitShape<typeof ModelConfigSchema> {
  const { name, signature, capabilities } = entry;
  return {
    name,
    platform: PLATFORM,
    backend: PLATFORM,
    maxBatchSize: 0,
    input: signature?.inputs.map(toConfig) ?? [],
    output: signature?.outputs.map(toConfig) ?? [],
    modelTransactionPolicy: { decoupled: isStreaming(capabilities?.methods['predict']) },
  };
}

/** What became of the requests of a model since the server started. */
export function modelStatistics({ name, version, statistics }: Entry): MessageInitShape<typeof ModelStatisticsSchema> {
  const { succeeded, refused, failed, queued, computed, lastAt } = statistics;
  const none = { count: BigInt(succeeded.count), ns: 0n };
  return {
    name,
    version,
    lastInference: BigInt(lastAt),
    inferenceCount: BigInt(succeeded.count),
    executionCount: BigInt(succeeded.count),
    inferenceStats: {
      success: toDuration(succeeded),
      fail: toDuration({ count: refused.count + failed.count, ms: refused.ms + failed.ms }),
      queue: toDuration(queued),
      // The worker measures the three as one.
      computeInput: none,
      computeInfer: toDuration(computed),
      computeOutput: none,
    },
  };
}

/** Which models there are. */
export function repositoryIndex(
  service: InferenceService,
  { onlyReady }: { readonly onlyReady: boolean },
): MessageInitShape<typeof RepositoryIndexResponseSchema> {
  const models = service.entries.map(({ name, version, readiness }) => {
    if (readiness.healthy) return { name, version, state: 'READY', reason: '' };
    return { name, version, state: 'UNAVAILABLE', reason: readiness.reason };
  });
  return { models: onlyReady ? models.filter(({ state }) => state === 'READY') : models };
}

function toMetadata({ name, datatype, shape }: Tensor): { name: string; datatype: string; shape: bigint[] } {
  return { name, datatype, shape: shape.map(BigInt) };
}

function toConfig({ name, datatype, shape }: Tensor): { name: string; dataType: DataType; dims: bigint[] } {
  const dataType = datatype === 'BYTES' ? DataType.TYPE_STRING : DataType[`TYPE_${datatype}` as const];
  return { name, dataType, dims: shape.map(BigInt) };
}

function toDuration({ count, ms }: Tally): MessageInitShape<typeof StatisticDurationSchema> {
  return { count: BigInt(count), ns: BigInt(Math.round(ms * 1e6)) };
}

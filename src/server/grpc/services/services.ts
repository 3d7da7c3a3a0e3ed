// Every service of the server, method by method.
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { DescService } from '@bufbuild/protobuf';

import { Health } from '../../../core/protocols/generated/grpc/health/v1/health_pb.js';
import { ServerReflection } from '../../../core/protocols/generated/grpc/reflection/v1/reflection_pb.js';
import { ServerReflection as AlphaReflection } from '../../../core/protocols/generated/grpc/reflection/v1alpha/reflection_pb.js';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import { modelConfig, modelMetadata, modelStatistics, repositoryIndex, serverMetadata } from './model-messages.ts';
import { findEntry } from '../call/find-entry.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { createCheck, createWatch } from './health.ts';
import { defineMethod, unary } from '../call/method.ts';
import { createModelInfer } from '../inference/model-infer.ts';
import { createModelStreamInfer } from '../inference/model-stream-infer.ts';
import { createReflection } from './reflection.ts';

/** A service and what answers its methods. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** All services. */
export function createServices(context: GrpcContext): Service[] {
  const serverReflectionInfo = createReflection(context);
  return [
    { definition: define(Inference), implementation: inference(context) },
    { definition: define(Health), implementation: { check: createCheck(context), watch: createWatch(context) } },
    { definition: define(ServerReflection), implementation: { serverReflectionInfo } },
    { definition: define(AlphaReflection), implementation: { serverReflectionInfo } },
  ];
}

function inference(context: GrpcContext): UntypedServiceImplementation {
  const { method } = Inference;
  const { service } = context;
  return {
    serverLive: unary(context, method.serverLive, () => ({ live: true })),
    serverReady: unary(context, method.serverReady, async () => ({
      ready: (await service.healthOfAll()).healthy,
    })),
    serverMetadata: unary(context, method.serverMetadata, serverMetadata),
    modelReady: unary(context, method.modelReady, async ({ name, version }) => ({
      ready: (await service.health(findEntry(service, name, version))).healthy,
    })),
    modelMetadata: unary(context, method.modelMetadata, ({ name, version }) =>
      modelMetadata(findEntry(service, name, version)),
    ),
    modelConfig: unary(context, method.modelConfig, ({ name, version }) => ({
      config: modelConfig(findEntry(service, name, version)),
    })),
    modelStatistics: unary(context, method.modelStatistics, ({ name, version }) => ({
      modelStats: (name === '' ? service.entries : [findEntry(service, name, version)]).map(modelStatistics),
    })),
    repositoryIndex: unary(context, method.repositoryIndex, ({ ready }) =>
      repositoryIndex(service, { onlyReady: ready }),
    ),
    modelInfer: createModelInfer(context),
    modelStreamInfer: createModelStreamInfer(context),
  };
}

function define(service: DescService): ServiceDefinition {
  return Object.fromEntries(service.methods.map((method) => [method.localName, defineMethod(method)]));
}

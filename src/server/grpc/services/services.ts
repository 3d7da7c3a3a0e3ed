// Every service of the server, method by method.
import type { DescService } from '@bufbuild/protobuf';
import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import { Health } from '../../../core/protocols/generated/grpc/health/v1/health_pb.js';
import { ServerReflection } from '../../../core/protocols/generated/grpc/reflection/v1/reflection_pb.js';
import { ServerReflection as AlphaReflection } from '../../../core/protocols/generated/grpc/reflection/v1alpha/reflection_pb.js';
import { GRPCInferenceService as Inference } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import type { Entry } from '../../service/entry.ts';
import type { Registry } from '../../service/registry.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { defineMethod, unary } from '../call/method.ts';
import type { ModelInfer } from '../inference/model-infer.ts';
import { createModelStreamInfer } from '../inference/model-stream-infer.ts';
import { createCheck, createWatch } from './health.ts';
import { modelConfig, modelMetadata, modelStatistics, repositoryIndex, serverMetadata } from './model-messages.ts';
import { createReflection } from './reflection.ts';

/** A service and what answers its methods. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** All services; `modelInfer` answers the method of this name. */
export function createServices(context: GrpcContext, modelInfer: ModelInfer): Service[] {
  const serverReflectionInfo = createReflection(context);
  return [
    { definition: define(Inference), implementation: { ...inference(context), modelInfer } },
    { definition: define(Health), implementation: { check: createCheck(context), watch: createWatch(context) } },
    { definition: define(ServerReflection), implementation: { serverReflectionInfo } },
    { definition: define(AlphaReflection), implementation: { serverReflectionInfo } },
  ];
}

function inference(context: GrpcContext): UntypedServiceImplementation {
  const { method } = Inference;
  const { service } = context;
  const { registry } = service;
  return {
    serverLive: unary(context, method.serverLive, () => ({ live: true })),
    serverReady: unary(context, method.serverReady, async () => ({ ready: (await service.healthOfAll()).healthy })),
    serverMetadata: unary(context, method.serverMetadata, serverMetadata),
    modelReady: unary(
      context,
      method.modelReady,
      ofModel(registry, async (entry) => ({ ready: (await service.health(entry)).healthy })),
    ),
    modelMetadata: unary(context, method.modelMetadata, ofModel(registry, modelMetadata)),
    modelConfig: unary(
      context,
      method.modelConfig,
      ofModel(registry, (entry) => ({ config: modelConfig(entry) })),
    ),
    modelStatistics: unary(context, method.modelStatistics, (request) => {
      if (request.name === '') return { modelStats: registry.entries.map(modelStatistics) };
      return ofModel(registry, (entry) => ({ modelStats: [modelStatistics(entry)] }))(request);
    }),
    repositoryIndex: unary(context, method.repositoryIndex, ({ ready }) =>
      repositoryIndex(registry, { onlyReady: ready }),
    ),
    modelStreamInfer: createModelStreamInfer(context),
  };
}

/** Answers for the model that a message names. */
function ofModel<T>(registry: Registry, answer: (entry: Entry) => T): (named: NamedModel) => OrRefusal<T> {
  return ({ name, version }) => {
    const entry = registry.resolve(name, version);
    return isRefusal(entry) ? entry : answer(entry);
  };
}

/** What messages about a model say of it. */
interface NamedModel {
  readonly name: string;
  /** Empty: whichever there is. */
  readonly version: string;
}

function define(service: DescService): ServiceDefinition {
  return Object.fromEntries(service.methods.map((method) => [method.localName, defineMethod(method)]));
}

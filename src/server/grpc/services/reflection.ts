// Server reflection, v1 and v1alpha: which services there are, and the descriptors of their files. The two differ in
// their package alone, so that a message of one is a message of the other.
import type { DescFile, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { createRegistry, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import type { handleBidiStreamingCall } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';

import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { file_grpc_health_v1_health as healthFile } from '../../../core/protocols/generated/grpc/health/v1/health_pb.js';
import {
  file_grpc_reflection_v1_reflection as reflectionFile,
  ServerReflectionRequestSchema,
  ServerReflectionResponseSchema,
} from '../../../core/protocols/generated/grpc/reflection/v1/reflection_pb.js';
import { file_grpc_reflection_v1alpha_reflection as alphaFile } from '../../../core/protocols/generated/grpc/reflection/v1alpha/reflection_pb.js';
import { file_inference_grpc_service as inferenceFile } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import { file_inference_model_config as configFile } from '../../../core/protocols/generated/inference/model_config_pb.js';
import { admit } from '../call/admit.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { toStatus } from '../call/grpc-status.ts';
import { bugFailure, decode, encode } from '../call/method.ts';

type Question = MessageShape<typeof ServerReflectionRequestSchema>['messageRequest'];
type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>;

/** What is imported stands before what imports it. */
const FILES = [configFile, inferenceFile, healthFile, reflectionFile, alphaFile];

const registry = createRegistry(...FILES);

/** `ServerReflectionInfo` of both versions. */
export function createReflection(context: GrpcContext): handleBidiStreamingCall<Buffer, Buffer> {
  return function serverReflectionInfo(call) {
    const fail = (failure: RequestFailure): void => {
      call.emit('error', toStatus(failure, { id: '', dev: context.dev }));
    };
    const caller = admit(context, call.metadata);
    if (isRefusal(caller)) return fail(caller);
    call.on('data', (message: Buffer) => {
      try {
        const request = decode(ServerReflectionRequestSchema, message);
        if (isRefusal(request)) return fail(request);
        const messageResponse = answer(request.messageRequest);
        const response = { validHost: request.host, originalRequest: request, messageResponse };
        if (!call.write(encode(ServerReflectionResponseSchema, response))) call.pause();
      } catch (error) {
        fail(bugFailure(context, error));
      }
    });
    call.on('drain', () => call.resume());
    const forget = context.calls.add(() => call.end());
    call.on('end', () => call.end());
    call.on('cancelled', forget);
  };
}

function answer(question: Question): Answer {
  switch (question.case) {
    case 'listServices': {
      const service = FILES.flatMap((file) => file.services.map(({ typeName }) => ({ name: typeName })));
      return { case: 'listServicesResponse', value: { service } };
    }
    case 'fileByFilename':
      return describe(FILES.find(({ proto }) => proto.name === question.value));
    case 'fileContainingSymbol':
      return describe(fileOf(question.value));
    case 'fileContainingExtension':
    case 'allExtensionNumbersOfType':
      return notFound('There are no extensions');
    case undefined:
    default:
      return { case: 'errorResponse', value: { errorCode: status.INVALID_ARGUMENT, errorMessage: 'Nothing is asked' } };
  }
}

/** Symbols within a type or a service, such as methods, are of the file of what they are in. */
function fileOf(symbol: string): DescFile | undefined {
  const parent = symbol.slice(0, Math.max(0, symbol.lastIndexOf('.')));
  return (registry.get(symbol) ?? registry.get(parent))?.file;
}

function describe(file: DescFile | undefined): Answer {
  if (file === undefined) return notFound('There is no such file or symbol');
  const files = [file, ...file.dependencies];
  const fileDescriptorProto = files.map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
  return { case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function notFound(errorMessage: string): Answer {
  return { case: 'errorResponse', value: { errorCode: status.NOT_FOUND, errorMessage } };
}

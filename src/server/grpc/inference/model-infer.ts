// `ModelInfer`: one prediction with one answer.
import type { handleUnaryCall, ServerUnaryCall } from '@grpc/grpc-js';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { ModelInferResponseSchema } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import type { RequestLife } from '../../service/ending.ts';
import { admit } from '../call/admit.ts';
import { beginningOf } from '../call/beginning-of.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { toStatus } from '../call/grpc-status.ts';
import { bugFailure, encode } from '../call/method.ts';
import type { Asker } from './prediction.ts';
import { Prediction } from './prediction.ts';
import type { AskedPrediction } from './read-prediction.ts';
import { readAddress, readPrediction } from './read-prediction.ts';

/** Makes the handler. */
export function createModelInfer(context: GrpcContext): handleUnaryCall<Buffer, Buffer> {
  return function modelInfer(call, callback) {
    const caller = admit(context, call.metadata);
    const life = context.endings.begin(beginningOf(call, isRefusal(caller) ? null : caller));
    const fail = (failure: RequestFailure): void => {
      life.failed(failure);
      callback(toStatus(failure, { id: life.id, dev: context.dev }));
    };
    if (isRefusal(caller)) return fail(caller);
    try {
      const asked = readAsked(context, call, life);
      if (isRefusal(asked)) return fail(asked);
      const asker: Asker = {
        answer: (answer) => callback(null, encode(ModelInferResponseSchema, answer)),
        item: () => {
          prediction.cancel(NEEDS_STREAM);
          fail(NEEDS_STREAM);
        },
        // A stream without an item.
        end: () => fail(NEEDS_STREAM),
        fail,
      };
      const prediction = new Prediction(context, asked, { asker, life });
      call.on('cancelled', () => prediction.cancel());
      prediction.submit();
    } catch (error) {
      fail(bugFailure(context, error));
    }
  };
}

/** What a call asks of a model that takes requests. */
function readAsked(
  context: GrpcContext,
  call: ServerUnaryCall<Buffer, Buffer>,
  life: RequestLife,
): OrRefusal<AskedPrediction> {
  const address = readAddress(context, call.request, life);
  if (isRefusal(address)) return address;
  // Before the tensors are copied: whoever is refused costs little.
  return context.service.refusal(address.entry) ?? readPrediction(address, call);
}

const NEEDS_STREAM: RequestFailure = {
  code: 'REQUEST_NEEDS_STREAM',
  message: 'The model answers with a stream, which ModelInfer cannot carry',
  hint: 'Call ModelStreamInfer.',
};

// `ModelInfer`: one prediction with one answer.
import type { handleUnaryCall } from '@grpc/grpc-js';

import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { ModelInferResponseSchema } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import { admit } from '../call/admit.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { toStatus } from '../call/grpc-status.ts';
import { bugFailure, encode } from '../call/method.ts';
import type { Asker } from './prediction.ts';
import { Prediction } from './prediction.ts';
import { readAddress, readPrediction } from './read-prediction.ts';

/** Makes the handler. */
export function createModelInfer(context: GrpcContext): handleUnaryCall<Buffer, Buffer> {
  const { service, dev } = context;
  return function modelInfer(call, callback) {
    let id = '';
    const fail = (failure: RequestFailure): void => callback(toStatus(failure, { id, dev }));
    try {
      const caller = admit(context, call.metadata);
      if (isRefusal(caller)) return fail(caller);
      const address = readAddress(context, call.request, call.metadata);
      if (isRefusal(address)) return fail(address);
      ({ id } = address);
      // Before the tensors are copied: whoever is refused costs little.
      const refusal = service.refusal(address.entry);
      if (refusal !== null) return fail(refusal);
      const asked = readPrediction(address, call);
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
      const prediction = new Prediction(context, asked, { asker, caller });
      call.on('cancelled', () => prediction.cancel());
      prediction.submit();
    } catch (error) {
      fail(bugFailure(context, error));
    }
  };
}

const NEEDS_STREAM: RequestFailure = {
  code: 'REQUEST_NEEDS_STREAM',
  message: 'The model answers with a stream, which ModelInfer cannot carry',
  hint: 'Call ModelStreamInfer.',
};

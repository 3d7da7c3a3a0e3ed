// `ModelInfer`: one prediction with one answer.
import type { StatusObject } from '@grpc/grpc-js';

import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { encodeInferAnswer } from '../../../core/protocols/encode-infer-answer.ts';
import { admit } from '../call/admit.ts';
import { beginningOf } from '../call/beginning-of.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { toStatus } from '../call/grpc-status.ts';
import type { InferCall } from '../call/infer-call.ts';
import { bugFailure } from '../call/method.ts';
import type { Asker } from './prediction.ts';
import { Prediction } from './prediction.ts';
import { readAddress, readPrediction } from './read-prediction.ts';

/** Computes what a call of one message is answered with: a status, or a message. */
export type ModelInfer = (call: InferCall, callback: (error: StatusObject | null, message?: Buffer) => void) => void;

/** Makes the handler. */
export function createModelInfer(context: GrpcContext): ModelInfer {
  return function modelInfer(call, callback) {
    const caller = admit(context, call.metadata);
    const life = context.endings.begin(beginningOf(call, isRefusal(caller) ? null : caller));
    const fail = (failure: RequestFailure, timing = ''): void => {
      life.failed(failure);
      callback(toStatus(failure, { id: life.id, dev: context.dev, timing }));
    };
    if (isRefusal(caller)) return fail(caller);
    try {
      const address = readAddress(context, call.request, life);
      if (isRefusal(address)) return fail(address);
      // Before the tensors are copied: whoever is refused costs little.
      const refusal = context.service.refusal(address.entry);
      if (refusal !== null) return fail(refusal);
      const asker: Asker = {
        encode: encodeInferAnswer,
        answer: (message) => callback(null, message),
        item: () => {
          prediction.cancel(NEEDS_STREAM);
          fail(NEEDS_STREAM);
        },
        // A stream without an item.
        end: () => fail(NEEDS_STREAM),
        fail,
      };
      const prediction = new Prediction(context, { asker, life, entry: address.entry });
      call.on('cancelled', () => prediction.cancel());
      prediction.begin(readPrediction(address, call), call.request);
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

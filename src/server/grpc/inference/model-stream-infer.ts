// `ModelStreamInfer`: any number of predictions on one stream, answered in Triton's message form. Answers of different
// requests may come in any order, those of one request in theirs.
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';

import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { encodeStreamedAnswer } from '../../../core/protocols/encode-infer-answer.ts';
import { ModelStreamInferResponseSchema } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import type { InferAnswer } from '../../../core/protocols/infer-answer.ts';
import { letMessageGo } from '../../service/arrived-messages.ts';
import type { RequestLife } from '../../service/ending.ts';
import { admit } from '../call/admit.ts';
import { beginningOf } from '../call/beginning-of.ts';
import type { GrpcContext } from '../call/grpc-context.ts';
import { textOf, toStatus } from '../call/grpc-status.ts';
import { bugFailure, encode } from '../call/method.ts';
import type { Asker } from './prediction.ts';
import { Prediction } from './prediction.ts';
import type { AddressedRequest } from './read-prediction.ts';
import { readAddress, readPrediction } from './read-prediction.ts';

type Call = ServerDuplexStream<Buffer, Buffer>;

/** Requests of one stream that are being answered; the next ones are not read. A queue is the entry's to have. */
const MAX_IN_FLIGHT = 100;

/** Makes the handler. */
export function createModelStreamInfer(context: GrpcContext): handleBidiStreamingCall<Buffer, Buffer> {
  return function modelStreamInfer(call) {
    const caller = admit(context, call.metadata);
    if (!isRefusal(caller)) return new InferStream(context, call, caller).open();
    const life = context.endings.begin(beginningOf(call, null));
    life.failed(caller);
    call.emit('error', toStatus(caller, { id: life.id, dev: context.dev }));
  };
}

/** One stream. */
class InferStream {
  readonly #context: GrpcContext;
  readonly #call: Call;
  readonly #caller: string | null;
  readonly #inFlight = new Set<Prediction>();
  #isClosing = false;
  #isDraining = false;

  constructor(context: GrpcContext, call: Call, caller: string | null) {
    this.#context = context;
    this.#call = call;
    this.#caller = caller;
  }

  /** Reads requests until the client has no more, or leaves. */
  open(): void {
    const forget = this.#context.calls.add(() => {
      this.#isDraining = true;
      this.#closeWhenDone();
    });
    this.#call.on('data', (message: Buffer) => this.#take(message));
    this.#call.on('drain', () => this.#readOn());
    this.#call.on('end', () => {
      this.#isClosing = true;
      this.#closeWhenDone();
    });
    // It is told of every end, also of a good one.
    this.#call.on('cancelled', () => {
      forget();
      for (const prediction of this.#inFlight) prediction.cancel();
      this.#inFlight.clear();
    });
  }

  #take(message: Buffer): void {
    const life = this.#context.endings.begin(beginningOf(this.#call, this.#caller));
    try {
      const address = readAddress(this.#context, message, life);
      const refusal = isRefusal(address) ? address : this.#context.service.refusal(address.entry);
      if (refusal === null && !isRefusal(address)) return this.#ask(address, { life, message });
      if (refusal !== null) this.#refuse(refusal, life, isRefusal(address) ? null : address);
    } catch (error) {
      this.#refuse(bugFailure(this.#context, error), life);
    }
    letMessageGo(message);
  }

  /** Asks the model. */
  #ask(address: AddressedRequest, { life, message: asked }: { life: RequestLife; message: Buffer }): void {
    const done = (): void => {
      this.#inFlight.delete(prediction);
      this.#readOn();
      this.#closeWhenDone();
    };
    let unsent = 0;
    const asker: Asker = {
      encode: (answer, isLast) => encodeStreamedAnswer(withFinal(answer, isLast)),
      answer: (message) => {
        this.#write(message);
        done();
      },
      item: (message, bytes) => {
        unsent += 1;
        prediction.waits(true);
        this.#write(message, () => {
          unsent -= 1;
          prediction.took(bytes);
          if (unsent === 0) prediction.waits(false);
        });
      },
      end: () => {
        if (wantsEmptyFinal(address)) this.#write(encode(ModelStreamInferResponseSchema, emptyFinal(address)));
        done();
      },
      fail: (failure) => {
        this.#refuse(failure, life, address);
        done();
      },
    };
    const prediction = new Prediction(this.#context, { asker, life, entry: address.entry });
    this.#inFlight.add(prediction);
    if (this.#inFlight.size >= MAX_IN_FLIGHT) this.#call.pause();
    prediction.begin(readPrediction(address, this.#call), asked);
  }

  /** Tells why one request fails; the stream goes on. */
  #refuse(failure: RequestFailure, life: RequestLife, address: AddressedRequest | null = null): void {
    life.failed(failure);
    const errorMessage = textOf(failure).toWellFormed();
    const answer = address === null ? {} : emptyFinal(address);
    this.#write(encode(ModelStreamInferResponseSchema, { errorMessage, ...answer }));
  }

  /** Who does not read answers gets no further ones to wait in our memory. */
  #write(message: Buffer, onSent: () => void = () => {}): void {
    if (!this.#call.write(message, onSent)) this.#call.pause();
  }

  #readOn(): void {
    if (this.#inFlight.size < MAX_IN_FLIGHT && !this.#isDraining && !this.#call.writableNeedDrain) this.#call.resume();
  }

  #closeWhenDone(): void {
    if (this.#inFlight.size > 0) return;
    if (this.#isClosing) this.#call.end();
    else if (this.#isDraining) this.#call.emit('error', toStatus(DRAINING, { id: '', dev: false }));
  }
}

const DRAINING: RequestFailure = { code: 'SERVER_DRAINING', message: 'The server is shutting down' };

/** Whether the end of a stream shall be a message of its own. */
function wantsEmptyFinal({ request }: AddressedRequest): boolean {
  return request.parameters.get('triton_enable_empty_final_response') === 'true';
}

/** An answer that says nothing but whose it is, and that no other follows. */
function emptyFinal({ request, entry, id }: AddressedRequest): MessageInitShape<typeof ModelStreamInferResponseSchema> {
  const { modelName } = request;
  return {
    inferResponse: {
      modelName,
      modelVersion: entry.version,
      id,
      parameters: { [IS_FINAL]: { parameterChoice: final(true) } },
    },
  };
}

/** Triton's clients tell the last answer to a request by this parameter. */
const IS_FINAL = 'triton_final_response';

function withFinal(answer: InferAnswer, isLast: boolean): InferAnswer {
  return { ...answer, parameters: { ...answer.parameters, [IS_FINAL]: final(isLast) } };
}

function final(value: boolean): { readonly case: 'boolParam'; readonly value: boolean } {
  return { case: 'boolParam', value };
}

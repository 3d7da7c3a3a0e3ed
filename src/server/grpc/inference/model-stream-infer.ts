// `ModelStreamInfer`: any number of predictions on one stream, answered in Triton's message form. Answers of different
// requests may come in any order, those of one request in theirs.
import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';

import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { ModelStreamInferResponseSchema } from '../../../core/protocols/generated/inference/grpc_service_pb.js';
import type { InferAnswer } from '../../../core/protocols/infer-answer.ts';
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
      if (isRefusal(address)) return this.#refuse(address, life);
      const refusal = this.#context.service.refusal(address.entry) ?? this.#ask(address, life);
      if (refusal !== null) this.#refuse(refusal, life, address);
    } catch (error) {
      this.#refuse(bugFailure(this.#context, error), life);
    }
  }

  /** Asks the model; or why it cannot. */
  #ask(address: AddressedRequest, life: RequestLife): RequestFailure | null {
    const asked = readPrediction(address, this.#call);
    if (isRefusal(asked)) return asked;
    const done = (): void => {
      this.#inFlight.delete(prediction);
      this.#readOn();
      this.#closeWhenDone();
    };
    let unsent = 0;
    const asker: Asker = {
      answer: (answer) => {
        this.#send(toFinal(answer));
        done();
      },
      item: (answer, bytes) => {
        unsent += 1;
        prediction.waits(true);
        this.#send(toItem(answer), () => {
          unsent -= 1;
          prediction.took(bytes);
          if (unsent === 0) prediction.waits(false);
        });
      },
      end: () => {
        if (asked.wantsEmptyFinal) this.#send(toFinal(named(address)));
        done();
      },
      fail: (failure) => {
        this.#refuse(failure, life, address);
        done();
      },
    };
    const prediction = new Prediction(this.#context, asked, { asker, life });
    this.#inFlight.add(prediction);
    if (this.#inFlight.size >= MAX_IN_FLIGHT) this.#call.pause();
    prediction.submit();
    return null;
  }

  /** Tells why one request fails; the stream goes on. */
  #refuse(failure: RequestFailure, life: RequestLife, address: AddressedRequest | null = null): void {
    life.failed(failure);
    const errorMessage = textOf(failure).toWellFormed();
    const answer = address === null ? {} : { inferResponse: toFinal(named(address)) };
    this.#write(encode(ModelStreamInferResponseSchema, { errorMessage, ...answer }));
  }

  #send(inferResponse: InferAnswer, onSent?: () => void): void {
    this.#write(encode(ModelStreamInferResponseSchema, { inferResponse }), onSent);
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

/** An answer that says nothing but whose it is. */
function named({ request, entry, id }: AddressedRequest): InferAnswer {
  const nothing = { parameters: {}, outputs: [], rawOutputContents: [] };
  return { modelName: request.modelName, modelVersion: entry.version, id, ...nothing };
}

/** Triton's clients tell the last answer to a request by this parameter. */
function toFinal(answer: InferAnswer): InferAnswer {
  return { ...answer, parameters: { ...answer.parameters, triton_final_response: FINAL } };
}

function toItem(answer: InferAnswer): InferAnswer {
  return { ...answer, parameters: { ...answer.parameters, triton_final_response: NOT_FINAL } };
}

const FINAL = { parameterChoice: { case: 'boolParam', value: true } } as const;
const NOT_FINAL = { parameterChoice: { case: 'boolParam', value: false } } as const;

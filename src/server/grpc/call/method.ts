// From a method of a protocol to what the gRPC library calls.
import type { DescMessage, DescMethod, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { handleUnaryCall, MethodDefinition } from '@grpc/grpc-js';

import type { OrRefusal } from '../../../core/inference/refusal.ts';
import { isRefusal } from '../../../core/inference/refusal.ts';
import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { admit } from './admit.ts';
import { idOf } from './beginning-of.ts';
import type { GrpcContext } from './grpc-context.ts';
import { refusing, toStatus } from './grpc-status.ts';

/** Messages come and go as bytes: what is wrong with them is then said by us, not by the library. */
export type Definition = MethodDefinition<Buffer, Buffer>;

/** Unknown fields would be kept: memory for whatever a client puts there. */
const READ = { readUnknownFields: false };

/** What the library has to know of a method. */
export function defineMethod(method: DescMethod): Definition {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === 'client_streaming' || method.methodKind === 'bidi_streaming',
    responseStream: method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming',
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}

function same(bytes: Buffer): Buffer {
  return bytes;
}

/** Decodes a message, or says that it is none of its type. */
export function decode<D extends DescMessage>(schema: D, bytes: Uint8Array): OrRefusal<MessageShape<D>> {
  return decodeWith(schema.typeName, () => fromBinary(schema, bytes, READ));
}

/** What `read` gives, or why it gives nothing; an error without a code means that the bytes are no message. */
export function decodeWith<T>(type: string, read: () => T): OrRefusal<T> {
  try {
    return refusing(read);
  } catch {
    return { code: 'REQUEST_BODY_INVALID', message: `The message is no ${type}` };
  }
}

/** Encodes a message. */
export function encode<D extends DescMessage>(schema: D, message: MessageInitShape<D>): Buffer {
  const bytes = toBinary(schema, create(schema, message));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A handler of calls with one message in and one out. */
export function unary<I extends DescMessage, O extends DescMessage>(
  context: GrpcContext,
  method: DescMethodUnary<I, O>,
  answer: (request: MessageShape<I>) => Answered<O> | Promise<Answered<O>>,
): handleUnaryCall<Buffer, Buffer> {
  const isProbe = PROBES.has(method.name);
  return function handle(call, callback) {
    const id = idOf(call.metadata);
    const fail = (failure: RequestFailure): void => callback(toStatus(failure, { id, dev: context.dev }));
    const respond = async (): Promise<void> => {
      const caller = isProbe ? null : admit(context, call.metadata);
      if (isRefusal(caller)) return fail(caller);
      const request = decode(method.input, call.request);
      if (isRefusal(request)) return fail(request);
      const answered = await answer(request);
      if (isRefusal(answered)) return fail(answered);
      callback(null, encode(method.output, answered));
    };
    respond().catch((error: unknown) => fail(bugFailure(context, error)));
  };
}

/** What a method answers with. */
type Answered<O extends DescMessage> = OrRefusal<MessageInitShape<O>>;

/** What whoever routes to the server must know without a token. */
const PROBES = new Set(['ServerLive', 'ServerReady', 'ModelReady', 'Check']);

/** A bug of ours, which is logged: a client learns nothing but that. */
export function bugFailure({ logger }: GrpcContext, error: unknown): RequestFailure {
  const stack = error instanceof Error ? error.stack : String(error);
  logger.error({ stack }, 'A bug in Truss: please report it');
  return { code: 'INTERNAL', message: 'Internal server error' };
}

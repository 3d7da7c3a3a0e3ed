// From a method of a protocol to what the gRPC library calls.
import type { DescMessage, DescMethod, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { handleUnaryCall, MethodDefinition } from '@grpc/grpc-js';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { requestId } from '../../service/request-id.ts';
import { admit } from './admit.ts';
import type { GrpcContext } from './grpc-context.ts';
import { toFailure, toStatus } from './grpc-status.ts';

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

/**
 * Decodes a message.
 *
 * @throws TrussError REQUEST_BODY_INVALID where it is none of its type
 */
export function decode<D extends DescMessage>(schema: D, bytes: Uint8Array): MessageShape<D> {
  return decodeWith(schema.typeName, () => fromBinary(schema, bytes, READ));
}

/**
 * What `read` gives.
 *
 * @throws TrussError REQUEST_BODY_INVALID where it finds that the bytes are no message; any TrussError of `read`
 */
export function decodeWith<T>(type: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof TrussError) throw cause;
    throw new TrussError('REQUEST_BODY_INVALID', { message: `The message is no ${type}`, cause });
  }
}

/** Encodes a message. */
export function encode<D extends DescMessage>(schema: D, message: MessageInitShape<D>): Buffer {
  const bytes = toBinary(schema, create(schema, message));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A handler of calls with one message in and one out. `answer` may throw a TrussError. */
export function unary<I extends DescMessage, O extends DescMessage>(
  context: GrpcContext,
  method: DescMethodUnary<I, O>,
  answer: (request: MessageShape<I>) => MessageInitShape<O> | Promise<MessageInitShape<O>>,
): handleUnaryCall<Buffer, Buffer> {
  const isProbe = PROBES.has(method.name);
  return function handle(call, callback) {
    const id = requestId(call.metadata.get('x-request-id')[0]?.toString());
    const respond = async (): Promise<void> => {
      try {
        if (!isProbe) admit(context, call.metadata);
        callback(null, encode(method.output, await answer(decode(method.input, call.request))));
      } catch (error) {
        callback(toStatus(failureOf(context, error), { id, dev: context.dev }));
      }
    };
    void respond();
  };
}

/** What whoever routes to the server must know without a token. */
const PROBES = new Set(['ServerLive', 'ServerReady', 'ModelReady', 'Check']);

/** What was thrown, as data. A bug of ours is logged, and a client learns nothing but that. */
export function failureOf(context: GrpcContext, error: unknown): NonNullable<ReturnType<typeof toFailure>> {
  const failure = toFailure(error);
  if (failure !== null) return failure;
  const stack = error instanceof Error ? error.stack : String(error);
  context.logger.error({ stack }, 'A bug in Truss: please report it');
  return { code: 'INTERNAL', message: 'Internal server error' };
}

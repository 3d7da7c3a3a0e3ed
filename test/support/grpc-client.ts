// A gRPC client for the tests, which knows the protocols by their descriptors.
import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
} from '@bufbuild/protobuf';
import type { MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { CallOptions, ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';

/** What a call is made with. */
interface CallInit extends CallOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A stream in both directions. */
interface Conversation<I extends DescMessage, O extends DescMessage> {
  send(message: MessageInitShape<I>): void;
  /** The client has no more to say. */
  end(): void;
  cancel(): void;
  /** Stops and goes on reading. */
  pause(): void;
  resume(): void;
  readonly received: readonly MessageShape<O>[];
  /** Resolves when so many messages have come. */
  until(count: number): Promise<readonly MessageShape<O>[]>;
  /** Resolves with how the call ended: null if it went well. */
  readonly ended: Promise<ServiceError | null>;
}

/** A client of one server. */
export interface GrpcClient {
  /** One call; rejects with the ServiceError that ended it. */
  call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    message: MessageInitShape<I>,
    init?: CallInit,
  ): Promise<MessageShape<O>>;
  converse<I extends DescMessage, O extends DescMessage>(
    method: DescMethodBiDiStreaming<I, O> | DescMethodServerStreaming<I, O>,
    init?: CallInit & { readonly first?: MessageInitShape<I> },
  ): Conversation<I, O>;
}

/** A client that is closed when the test has finished. `trusted`: the certificate of a server that speaks TLS. */
export function grpcClient(port: number, trusted?: Buffer): GrpcClient {
  const options = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 };
  const channel = trusted === undefined ? credentials.createInsecure() : credentials.createSsl(trusted);
  const client = new Client(`127.0.0.1:${port}`, channel, options);
  onTestFinished(() => client.close());
  return {
    call: (method, message, { metadata = {}, signal, ...init } = {}) =>
      new Promise((resolve, reject) => {
        const { write, read } = coders(method.input, method.output);
        const path = `/${method.parent.typeName}/${method.name}`;
        const call = client.makeUnaryRequest(
          path,
          write,
          read,
          message,
          toMetadata(metadata),
          init,
          (error, answer) => {
            if (error === null && answer !== undefined) resolve(answer);
            else reject(error ?? new Error('neither an answer nor an error'));
          },
        );
        signal?.addEventListener('abort', () => call.cancel());
      }),
    converse: (method, { metadata = {}, first, ...init } = {}) => {
      const { write, read } = coders(method.input, method.output);
      const path = `/${method.parent.typeName}/${method.name}`;
      if (method.methodKind === 'server_streaming') {
        const call = client.makeServerStreamRequest(
          path,
          write,
          read,
          first ?? create(method.input),
          toMetadata(metadata),
          init,
        );
        return { ...listen(call), send: () => {}, end: () => {} };
      }
      const call = client.makeBidiStreamRequest(path, write, read, toMetadata(metadata), init);
      if (first !== undefined) call.write(first);
      return { ...listen(call), send: (message) => void call.write(message), end: () => call.end() };
    },
  };
}

function listen<T>(call: ClientReadableStream<T>): {
  readonly received: T[];
  until(count: number): Promise<T[]>;
  readonly ended: Promise<ServiceError | null>;
  cancel(): void;
  pause(): void;
  resume(): void;
} {
  const received: T[] = [];
  const ended = new Promise<ServiceError | null>((resolve) => {
    call.on('error', (error: ServiceError) => resolve(error));
    call.on('end', () => resolve(null));
  });
  const waiting = new Set<() => void>();
  call.on('data', (message: T) => {
    received.push(message);
    for (const look of waiting) look();
  });
  const until = (count: number): Promise<T[]> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (received.length < count) return;
        waiting.delete(look);
        resolve(received);
      };
      waiting.add(look);
      void ended.then((error) => reject(error ?? new Error(`the stream ended after ${received.length} messages`)));
      look();
    });
  return {
    received,
    until,
    ended,
    cancel: () => call.cancel(),
    pause: () => void call.pause(),
    resume: () => void call.resume(),
  };
}

function coders<I extends DescMessage, O extends DescMessage>(
  input: I,
  output: O,
): { write: (message: MessageInitShape<I>) => Buffer; read: (bytes: Buffer) => MessageShape<O> } {
  return {
    write: (message) => Buffer.from(toBinary(input, create(input, message))),
    read: (bytes) => fromBinary(output, bytes),
  };
}

function toMetadata(values: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(values)) metadata.set(name, value);
  return metadata;
}

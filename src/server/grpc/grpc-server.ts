// The gRPC server. It listens nowhere: it is given connections.
import type { Socket } from 'node:net';

import { Server, setLogVerbosity, logVerbosity } from '@grpc/grpc-js';

import { GRPCInferenceService as Inference } from '../../core/protocols/generated/inference/grpc_service_pb.js';
import type { GrpcContext } from './call/grpc-context.ts';
import { defineMethod } from './call/method.ts';
import { OpenCalls } from './call/open-calls.ts';
import { Slices } from './call/slices.ts';
import { allowCancelling, grpcOptions, maxMessageBytes } from './connection/grpc-limits.ts';
import { meterMessages } from './connection/meter-messages.ts';
import { OpenSessions } from './connection/open-sessions.ts';
import type { Library, StreamTakers, TakeOther } from './connection/shared-connections.ts';
import { serversOf, shareConnections } from './connection/shared-connections.ts';
import type { DirectOptions } from './direct/direct-call.ts';
import { DirectCall } from './direct/direct-call.ts';
import { createModelInfer } from './inference/model-infer.ts';
import { createServices } from './services/services.ts';

/** What speaks gRPC on connections. */
export interface GrpcServer {
  /** Serves a connection, plain or out of TLS, whose first bytes may have been read and put back, on which gRPC alone is spoken. */
  readonly take: (socket: Socket) => void;
  /** Serves one on which other requests of HTTP/2 may come as well. */
  readonly takeShared: (socket: Socket) => void;
  /** Tells clients to go elsewhere, and goes on to answer whoever does not. */
  announceEnd(): void;
  /** Tells clients to go elsewhere, and resolves when every call that was accepted is answered. */
  drain(): Promise<void>;
  /** Closes every connection. */
  close(): void;
}

/** What a server is made with. */
export interface GrpcOptions extends Omit<GrpcContext, 'calls' | 'slices'> {
  /** How long a call may say nothing of the message that is due. */
  readonly silenceMs: number;
  /** Gets what is no gRPC of a shared connection. */
  readonly takeOther: TakeOther;
}

const INFER_PATH = defineMethod(Inference.method.modelInfer).path;

/** Makes the server. */
export function createGrpcServer({ silenceMs, takeOther, ...parts }: GrpcOptions): GrpcServer {
  const context: GrpcContext = { ...parts, calls: new OpenCalls(), slices: new Slices() };
  const { registry } = context.service;
  // Its own lines would mix with ours.
  setLogVerbosity(logVerbosity.NONE);
  const maxBytes = (): number => maxMessageBytes(registry.maxBodyBytes);
  const { bodies, unread } = context;
  const meter = meterMessages({ bodies, unread, silenceMs, maxMessageBytes: maxBytes });
  const server = new Server(grpcOptions(maxBytes, [meter.interceptor]));
  allowCancelling(server);
  const infer = createModelInfer(context);
  for (const { definition, implementation } of createServices(context, infer)) {
    server.addService(definition, implementation);
  }
  const direct: DirectOptions = { bodies, unread, path: INFER_PATH, infer };
  const call: StreamTakers['call'] = (stream, headers, library) => {
    const handOver: Library = (given) => {
      meter.watch(stream);
      library(given);
    };
    if (!DirectCall.take({ stream, headers, handOver }, direct)) handOver(headers);
  };
  const take = shareConnections(server, { other: null, call });
  const takeShared = shareConnections(server, { other: takeOther, call });
  const sessions = new OpenSessions(serversOf(server));
  return {
    take: (socket) => take(whole(socket)),
    takeShared: (socket) => takeShared(whole(socket)),
    announceEnd: () => sessions.announceEnd(),
    drain: async () => {
      // Tells clients to go elsewhere.
      server.tryShutdown(() => {});
      context.calls.endAll();
      await sessions.answered();
    },
    close: () => {
      server.forceShutdown();
    },
  };
}

/** HTTP/2 has ends of its own: who closes half of the connection, perhaps within the preface, has left. */
function whole(socket: Socket): Socket {
  socket.allowHalfOpen = false;
  return socket;
}

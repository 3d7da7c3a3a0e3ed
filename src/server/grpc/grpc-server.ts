// The gRPC server. It listens nowhere: it is given connections.
import type { Socket } from 'node:net';

import { Server, ServerCredentials, setLogVerbosity, logVerbosity } from '@grpc/grpc-js';

import type { GrpcContext } from './call/grpc-context.ts';
import { OpenCalls } from './call/open-calls.ts';
import { Slices } from './call/slices.ts';
import { grpcOptions, maxMessageBytes } from './connection/grpc-limits.ts';
import { meterMessages } from './connection/meter-messages.ts';
import { OpenSessions } from './connection/open-sessions.ts';
import type { TakeOther } from './connection/shared-connections.ts';
import { serversOf, shareConnections } from './connection/shared-connections.ts';
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
  for (const { definition, implementation } of createServices(context)) server.addService(definition, implementation);
  // TLS, where there is any, lies below: what comes here is plain.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const share = shareConnections(server, takeOther);
  const sessions = new OpenSessions(serversOf(server));
  return {
    take: (socket) => injector.injectConnection(whole(socket)),
    takeShared: (socket) => share(whole(socket)),
    announceEnd: () => sessions.announceEnd(),
    drain: async () => {
      // Tells clients to go elsewhere.
      server.tryShutdown(() => {});
      context.calls.endAll();
      await sessions.answered();
    },
    close: () => {
      meter.stop();
      server.forceShutdown();
    },
  };
}

/** HTTP/2 has ends of its own: who closes half of the connection, perhaps within the preface, has left. */
function whole(socket: Socket): Socket {
  socket.allowHalfOpen = false;
  return socket;
}

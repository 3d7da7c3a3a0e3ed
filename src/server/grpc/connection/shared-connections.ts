// Who gets which stream of a connection of HTTP/2.
import { EventEmitter } from 'node:events';
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

import type { Server } from '@grpc/grpc-js';
import { ServerCredentials } from '@grpc/grpc-js';

/** Takes a stream that is no gRPC: its headers, and the same as they were sent, names and values by turns. */
export type TakeOther = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[]) => void;

/** Gives a stream to the library, with these headers. */
export type Library = (headers: IncomingHttpHeaders) => void;

/** Who is asked first. */
export interface StreamTakers {
  /** Takes what is no gRPC; null: the library says that it is none. */
  readonly other: TakeOther | null;
  /** Takes a call, or does not; `library` gives it to the library after all, with what was put back of it. */
  readonly call: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, library: Library) => void;
}

/**
 * Makes the function that gives connections to a server of gRPC, whose streams others are asked about first.
 *
 * The library answers what is no gRPC 415 with an empty body, and has no place to ask before: the server of HTTP/2 below it is found where
 * it keeps it, and its listener put behind ours. A test holds that it is still there.
 */
export function shareConnections(server: Server, { other, call }: StreamTakers): (socket: Socket) => void {
  const known = new Set(serversOf(server));
  // TLS, where there is any, lies below: what comes here is plain.
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  for (const http2Server of serversOf(server).filter((each) => !known.has(each))) {
    const listeners = http2Server.listeners('stream');
    http2Server.removeAllListeners('stream');
    http2Server.on('stream', (stream, headers, flags, raw) => {
      const library: Library = (given) => {
        for (const listener of listeners) Reflect.apply(listener, http2Server, [stream, given, flags, raw]);
      };
      if (isGrpc(headers)) call(stream, headers, library);
      else if (other === null) library(headers);
      else other(stream, headers, raw);
    });
  }
  return (socket) => injector.injectConnection(socket);
}

/** The servers of HTTP/2 below a server of gRPC, where it keeps them. */
export function serversOf(server: Server): Http2Server[] {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  return servers instanceof Map ? [...servers.keys()].filter(isServer) : [];
}

function isServer(value: unknown): value is Http2Server {
  return value instanceof EventEmitter;
}

/** By the content type, which every call of gRPC has (PROTOCOL-HTTP2.md of gRPC, Requests). */
function isGrpc({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return type.startsWith('application/grpc');
}

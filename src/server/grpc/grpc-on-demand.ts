// gRPC for who asks for it: nothing of it is loaded until the first connection of HTTP/2.
import type { Socket } from 'node:net';

import type { GrpcOptions, GrpcServer } from './grpc-server.ts';

/**
 * Makes a server that is loaded with its first connection. gRPC's library and its generated code take a tenth of a second of a start,
 * and 9 MB for as long as a server runs, of which most are never asked in it. The first connection waits that tenth of a second.
 */
export function createGrpcOnDemand(options: GrpcOptions): GrpcServer {
  let loaded: GrpcServer | null = null;
  let loading: Promise<GrpcServer> | null = null;
  let isClosed = false;
  const load = async (): Promise<GrpcServer> => {
    const { createGrpcServer } = await import('./grpc-server.ts');
    loaded = createGrpcServer(options);
    if (isClosed) loaded.close();
    return loaded;
  };
  const takeLater = (socket: Socket, take: 'take' | 'takeShared'): void => {
    if (loaded !== null) return loaded[take](socket);
    // Without a listener, a reset before the server is there would be an exception.
    const onError = (): void => {};
    socket.on('error', onError);
    loading ??= load();
    loading.then(
      (server) => {
        socket.off('error', onError);
        if (isClosed) socket.destroy();
        if (!socket.destroyed) server[take](socket);
      },
      (error: unknown) => {
        // Such as a file that an upgrade of Truss has taken away since the start. HTTP/1.1 is served all the same.
        options.logger.error({ error: String(error) }, 'gRPC cannot be loaded');
        loading = null;
        socket.destroy();
      },
    );
  };
  return {
    take: (socket) => takeLater(socket, 'take'),
    takeShared: (socket) => takeLater(socket, 'takeShared'),
    announceEnd: () => loaded?.announceEnd(),
    // What has come while it was loaded is served first: `then` keeps the order.
    drain: async () => (await loading?.catch(() => null))?.drain(),
    close: () => {
      isClosed = true;
      loaded?.close();
    },
  };
}

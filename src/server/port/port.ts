// The one port of a server, and the extra one for gRPC where somebody asks for it.
import type { Socket } from 'node:net';

import type { Logger } from '../telemetry/logger.ts';
import type { CertificateFiles } from './certificate.ts';
import { openCertificate } from './certificate.ts';
import type { Listener, ListenOptions } from './listen.ts';
import { listen } from './listen.ts';
import type { Protocols } from './take-connection.ts';
import { createTakeConnection } from './take-connection.ts';

/** What a port is made with. */
export interface PortOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Of the extra port on which gRPC alone is spoken; null: there is none. */
  readonly grpcPort: number | null;
  /** Of each of the two. */
  readonly maxConnections: number;
  readonly protocols: Protocols;
  /** Null: nothing is encrypted. */
  readonly tls: CertificateFiles | null;
  readonly logger: Logger;
}

/** A port that is listened on. */
export interface Port {
  readonly port: number;
  readonly grpcPort: number | null;
  /** Takes no new connections. Resolves when those were taken that the kernel had completed already. */
  stop(): Promise<void>;
  /** Ends every connection. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 *
 * @throws {TrussError} `SERVER_PORT_IN_USE`, `SERVER_LISTEN_FAILED`, `SERVER_CERTIFICATE_INVALID`
 */
export async function openPort({ grpcPort, protocols, tls, ...options }: PortOptions): Promise<Port> {
  const { logger } = options;
  const takeConnection = createTakeConnection(protocols);
  const certificate = tls === null ? null : await openCertificate(tls, logger);
  const behindTls = (take: (socket: Socket) => void): ((socket: Socket) => void) =>
    certificate === null ? take : certificate.unwrapper(take);
  const main = await listen({ ...options, take: behindTls(takeConnection) });
  const take = behindTls(protocols.grpc);
  const extra = grpcPort === null ? null : await openExtra({ ...options, port: grpcPort, take }, main);
  const listeners = extra === null ? [main] : [main, extra];
  return {
    port: main.port,
    grpcPort: extra?.port ?? null,
    stop: async () => {
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
    close: async () => {
      certificate?.close();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}

/** A server with half of its ports is none. */
async function openExtra(options: ListenOptions, main: Listener): Promise<Listener> {
  try {
    return await listen(options);
  } catch (error) {
    await main.close();
    throw error;
  }
}

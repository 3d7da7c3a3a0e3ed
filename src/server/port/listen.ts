// A listening socket, whatever is spoken on it.
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../system/system-error.ts';
import type { Logger } from '../telemetry/logger.ts';

/** How long those are let in who have connected already, or keep connecting. */
const LAST_CALL_MS = 500;

/** Where to listen, and who is there for the connections. */
export interface ListenOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Above that the kernel's queue fills, and then connecting fails. */
  readonly maxConnections: number;
  readonly logger: Logger;
  /** Gets each connection, of which nothing was read yet. */
  readonly take: (socket: Socket) => void;
}

/** A port that is listened on. */
export interface Listener {
  readonly port: number;
  /** Takes no new connections. Resolves when those were taken that the kernel had completed already. */
  stop(): Promise<void>;
  /** Takes no new connections, and ends those that there are. */
  close(): Promise<void>;
}

/**
 * Starts to listen.
 *
 * @throws {TrussError} `SERVER_PORT_IN_USE`, or `SERVER_LISTEN_FAILED` for any other reason
 */
export async function listen({ host, port, maxConnections, logger, take }: ListenOptions): Promise<Listener> {
  const connections = new Set<Socket>();
  // `noDelay` as Node's HTTP server has it: small answers must not wait for an acknowledgement.
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    take(socket);
  });
  server.maxConnections = maxConnections;
  await startListening(server, host, port);
  // Too many open files, for one: the connections that there are go on.
  server.on('error', (error) => logger.error({ error: String(error) }, 'A connection could not be accepted'));
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  return {
    port: boundAddress(server).port,
    stop: async () => {
      await acceptPending(server);
      server.close();
    },
    close: async () => {
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

/** Lets the connections in that the kernel has completed already, and would reset; Node takes one a turn. */
async function acceptPending(server: Server): Promise<void> {
  const endAt = performance.now() + LAST_CALL_MS;
  let came = true;
  const note = (): void => {
    came = true;
  };
  server.on('connection', note);
  while (came && performance.now() < endAt) {
    came = false;
    // From here to the end of the next turn's poll phase.
    await nextTurn();
    await nextTurn();
  }
  server.off('connection', note);
}

async function startListening(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (error) {
    throw listenError(error, host, port);
  }
  server.off('error', reject);
}

function boundAddress(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a TCP port');
  return address;
}

/** What keeps an address from being listened on, and what to do about it. */
const LISTEN_PROBLEMS: Readonly<Record<string, { readonly why: string; readonly hint: string }>> = {
  EADDRNOTAVAIL: {
    why: 'this machine has no such address',
    hint: 'Listen on 127.0.0.1 for this machine alone, on 0.0.0.0 for others too.',
  },
  EACCES: { why: 'ports below 1024 are for the administrator', hint: 'Choose a port from 1024 on.' },
  ENOTFOUND: {
    why: 'there is no machine of this name',
    hint: 'Listen on 127.0.0.1 for this machine alone, on 0.0.0.0 for others too.',
  },
};

function listenError(cause: unknown, host: string, port: number): TrussError {
  const code = systemErrorCode(cause) ?? '';
  if (code === 'EADDRINUSE') {
    const message = `Port ${port} of ${host} is in use`;
    return new TrussError('SERVER_PORT_IN_USE', {
      message,
      hint: 'Choose another port, such as 0 for a free one.',
      cause,
    });
  }
  const { why, hint } = LISTEN_PROBLEMS[code] ?? {
    why: cause instanceof Error ? cause.message : String(cause),
    hint: undefined,
  };
  return new TrussError('SERVER_LISTEN_FAILED', {
    message: `Cannot listen on port ${port} of ${host}: ${why}`,
    ...(hint !== undefined && { hint }),
    cause,
  });
}

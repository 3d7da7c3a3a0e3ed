import { createServer } from 'node:net';

import { TrussError } from '../../core/errors/truss-error.ts';
import { findPortOwner } from './port-owner.ts';

/** The ports that a server is to listen on; 0: any that is free. */
export interface WantedPorts {
  readonly port: number;
  readonly grpcPort: number | null;
}

/**
 * Makes sure that ports can be listened on, before minutes go into an environment. The port is given back at once: who
 * takes it in between is met again when the server starts.
 * @throws {TrussError} `USAGE` where both are the same; `SERVER_PORT_IN_USE` with the process that holds it, where that is cheaply known.
 */
export async function requireFreePorts(host: string, { port, grpcPort }: WantedPorts): Promise<void> {
  if (port !== 0 && port === grpcPort) {
    throw new TrussError('USAGE', {
      message: `--port and --grpc-port are both ${port}.`,
      hint: 'gRPC is spoken on --port too: leave --grpc-port out, or name another one.',
    });
  }
  await requireFreePort(host, port, '--port');
  await requireFreePort(host, grpcPort ?? 0, '--grpc-port');
}

async function requireFreePort(host: string, port: number, option: string): Promise<void> {
  if (port === 0) return;
  const code = await tryToListen(host, port);
  if (code !== 'EADDRINUSE') return;
  const owner = await findPortOwner(port);
  const by = owner === null ? 'another process' : `${owner.name} (process ${owner.pid})`;
  throw new TrussError('SERVER_PORT_IN_USE', {
    message: `Port ${port} on ${host} is in use by ${by}.`,
    hint: `Take another one, such as \`${option} ${port === 65_535 ? port - 1 : port + 1}\`, or \`${option} 0\` for any that is free.`,
  });
}

// Any other failure (an address that is not ours, a privileged port) is left to the server to explain.
function tryToListen(host: string, port: number): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? ''));
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(null)));
  });
}

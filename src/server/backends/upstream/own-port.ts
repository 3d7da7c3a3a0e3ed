// On which port an upstream process listens.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** What is known of the port before it is chosen. */
export interface PortChoice {
  /** What to run. */
  readonly command: string;
  readonly port: number;
  /** Whether nobody else was told of this port. */
  readonly isOwn: boolean;
}

const VARIABLE = /\$(?:PORT\b|\{PORT\})/;

/**
 * The port for one run of a start command. A command that names its port, as `$PORT` or as the configured number, gets a
 * free one of its own, so that two processes on one machine do not meet. Any other one is taken to have the number from a
 * file of its own, and gets it.
 */
export async function choosePort(command: string, configured: number): Promise<PortChoice> {
  const named = portOption(configured);
  if (!VARIABLE.test(command) && !named.test(command)) return { command, port: configured, isOwn: false };
  const port = await findFreePort();
  return { command: command.replaceAll(named, `$1${port}`), port, isOwn: true };
}

/** Whether nobody listens on this port of the loopback address. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Where a number is a port: `--port 8000`, `--http-port=8000`, `-p 8000`, `0.0.0.0:8000`. Elsewhere it may mean anything. */
function portOption(port: number): RegExp {
  return new RegExp(String.raw`((?:^|\s)(?:-p|--(?:[\w-]*-)?port)[ =]|:)${port}(?!\d)`, 'g');
}

/** It is given back at once: who takes it in between makes the start fail, which is tried again with another one. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

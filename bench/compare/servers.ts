// How each server is started with one of the models. Every peer lies in an environment of its own, with its batching on where it has one.
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import type { Launch, Ports } from '../measure/contender.ts';

const root = resolve(import.meta.dirname, '../..');
const cache = join(root, '.cache');

/** The environments of the peers, by their names. */
export const PEERS_HOME = join(cache, 'bench-peers');
/** The sources of the peers, by their names. */
export const PEERS = join(root, 'bench/peers');
/** Copies of the trusses that are served: serving writes a lock into each. */
export const TRUSSES = join(cache, 'bench-trusses');
/** What Truss keeps for itself while it is measured. */
export const TRUSS_HOME = join(cache, 'bench-home');
/** The Python of all environments. */
export const PYTHON = join(root, '.venv-dev/bin/python');
/** The command line of this checkout. */
export const CLI = join(root, 'dist/engine/cli.mjs');

/** The models that are served, each by the name of its truss. */
export type Model = 'noop' | 'forest' | 'converted' | 'tensor' | 'stream';

/** How the package of Python starts Node (python/src/truss/_node.py). */
const NODE = [process.execPath, '--max-semi-space-size=2'];

/** The servers that are measured. */
export const SERVERS = {
  truss: ({ port }, model) => ({
    command: [...NODE, CLI, 'serve', join(TRUSSES, model), '--port', String(port)],
    environment: { TRUSS_HOME, TRUSS_PYTHON: PYTHON },
  }),
  // What its users write by hand: `async def`, uvloop and httptools, no access log.
  fastapi: peer('fastapi', ({ port }) => [
    'uvicorn',
    'app:app',
    '--port',
    String(port),
    '--no-access-log',
    '--log-level',
    'warning',
  ]),
  granian: peer('granian', ({ port }) =>
    ['granian', '--interface', 'asginl', '--loop', 'uvloop', '--no-access-log', '--log-level', 'error'].concat(
      ['--host', '127.0.0.1', '--port', String(port)],
      ['app:app'],
    ),
  ),
  kserve: peer('kserve', () => ['python', 'app.py']),
  litserve: peer('litserve', () => ['python', 'app.py']),
  bentoml: peer('bentoml', ({ port }) => [
    'bentoml',
    'serve',
    'service:Service',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
  ]),
  mlserver: peer('mlserver', () => ['mlserver', 'start', '.']),
  pytriton: peer('pytriton', () => ['python', 'app.py']),
} as const satisfies Record<string, (ports: Ports, model: Model) => Launch>;

export type ServerName = keyof typeof SERVERS;

/** Variables that some of them want beside their port. */
const NOBODY_PHONES_HOME = { DO_NOT_TRACK: '1', BENTOML_DO_NOT_TRACK: 'True' };

function peer(name: string, command: (ports: Ports) => readonly string[]): (ports: Ports, model: Model) => Launch {
  const bin = join(PEERS_HOME, name, 'bin');
  return (ports, model) => {
    const [program = '', ...rest] = command(ports);
    const { port, grpcPort, metricsPort } = ports;
    const ours = { MODEL: model, PORT: String(port), GRPC_PORT: String(grpcPort), METRICS_PORT: String(metricsPort) };
    const mlserver = {
      MLSERVER_HTTP_PORT: ours.PORT,
      MLSERVER_GRPC_PORT: ours.GRPC_PORT,
      MLSERVER_METRICS_PORT: ours.METRICS_PORT,
    };
    return {
      command: [join(bin, program), ...rest],
      directory: join(PEERS, name),
      environment: {
        ...ours,
        ...mlserver,
        ...NOBODY_PHONES_HOME,
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        PYTHONPATH: join(PEERS, 'common'),
        BENTOML_HOME: join(PEERS_HOME, 'bentoml/home'),
        // Triton looks for the library of Python by its name.
        LD_LIBRARY_PATH: libraryFolder(),
      },
    };
  };
}

let folder: string | undefined;

function libraryFolder(): string {
  folder ??= execFileSync(PYTHON, ['-c', 'import sysconfig; print(sysconfig.get_config_var("LIBDIR"))'], {
    encoding: 'utf8',
  }).trim();
  return folder;
}

// Everything that can be said to the server of an image: as an argument, as a variable, or not at all.
import { isIP } from 'node:net';

import { parseWholeNumber } from '../../core/whole-number.ts';
import { readHost, readRootPath } from '../serve/read-address.ts';

/** The settings as they are understood; null: not said. */
export interface ImageSettings {
  readonly directory: string;
  /** Under which the model is served; null: that of its config. */
  readonly modelName: string | null;
  /** Where the model is deployed to; null: nowhere. */
  readonly stage: string | null;
  readonly python: string;
  readonly host: string;
  readonly port: number;
  readonly grpcPort: number | null;
  readonly workers: number | null;
  readonly tokens: string | null;
  readonly ui: boolean | null;
  readonly mcp: boolean | null;
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  readonly linger: number;
  readonly drainTimeout: number;
  readonly trustedProxies: string | null;
  readonly rootPath: string | null;
}

/** One thing that can be said. `T`: what it is understood as. */
export interface Setting<T> {
  /** Without the two dashes before it; null for the one that is an argument of its own. */
  readonly flag: string | null;
  /** Other spellings, as platforms write them. */
  readonly alias?: string;
  readonly variable: string;
  /** A variable that platforms set: it is asked last, and passed over where it means something else. */
  readonly platform?: string;
  /** What its value is: `number`, `path`. */
  readonly value: string;
  readonly about: string;
  /** What is meant where nothing is said; in words where that is no value. */
  readonly shownFallback: string;
  readonly fallback: T;
  /** @throws {Error} whose message says what was expected */
  readonly parse: (text: string) => T;
  /** Whether what a platform has set is meant for this. Default: whatever it is. */
  readonly isMeant?: (text: string) => boolean;
}

const asItIs = (text: string): string => text;
const port = (text: string): number => parseWholeNumber(text, 0, 65_535);
function parseTruth(text: string): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new Error('expected true or false');
}

const none = { shownFallback: 'none', fallback: null } as const;

/** The one table of them: the help of the program and the README of the image are made of it. */
export const SETTINGS: { readonly [K in keyof ImageSettings]: Setting<ImageSettings[K]> } = {
  directory: {
    flag: null,
    variable: 'TRUSS_DIRECTORY',
    value: 'directory',
    about: 'the truss',
    shownFallback: '/app',
    fallback: '/app',
    parse: asItIs,
  },
  modelName: {
    flag: 'model-name',
    alias: 'model_name',
    variable: 'TRUSS_MODEL_NAME',
    value: 'name',
    about: 'the name that the model is served under (also --model_name)',
    shownFallback: 'model_name of the config',
    fallback: null,
    parse: asItIs,
  },
  stage: {
    flag: 'stage',
    variable: 'TRUSS_STAGE',
    value: 'name',
    about: 'where the model is deployed to, which it is told as `environment`',
    ...none,
    parse: asItIs,
  },
  python: {
    flag: 'python',
    variable: 'TRUSS_PYTHON',
    value: 'path',
    about: 'the Python that has the packages of the truss; a name is looked for on the PATH',
    shownFallback: 'python3',
    fallback: 'python3',
    parse: asItIs,
  },
  host: {
    flag: 'host',
    variable: 'TRUSS_HOST',
    // A container has its own name there, unless a platform means an address.
    platform: 'HOSTNAME',
    value: 'address',
    about: 'the address to listen on; HOSTNAME counts where it is an address',
    shownFallback: '0.0.0.0',
    fallback: '0.0.0.0',
    parse: readHost,
    isMeant: (text) => isIP(text) !== 0,
  },
  port: {
    flag: 'port',
    alias: 'http_port',
    variable: 'TRUSS_PORT',
    platform: 'PORT',
    value: 'number',
    about: 'the port for HTTP and gRPC; 0 is any that is free (also --http_port, PORT)',
    shownFallback: '8080',
    fallback: 8080,
    parse: port,
  },
  grpcPort: {
    flag: 'grpc-port',
    alias: 'grpc_port',
    variable: 'TRUSS_GRPC_PORT',
    value: 'number',
    about: 'a second port, on which gRPC alone is spoken',
    ...none,
    parse: port,
  },
  workers: {
    flag: 'workers',
    variable: 'TRUSS_WORKERS',
    value: 'number',
    about: 'processes that run the model',
    shownFallback: 'runtime.num_workers of the config',
    fallback: null,
    parse: (text) => parseWholeNumber(text, 1, 1024),
  },
  tokens: {
    flag: 'tokens',
    variable: 'TRUSS_TOKENS',
    value: 'path',
    about: 'let in only those with a token of this file, a line `name: token` each',
    ...none,
    parse: asItIs,
  },
  ui: {
    flag: 'ui',
    variable: 'TRUSS_UI',
    value: 'true',
    about: 'whether there is the playground, at /ui/: true or false',
    shownFallback: 'where it listens on a loopback address',
    fallback: null,
    parse: parseTruth,
  },
  mcp: {
    flag: 'mcp',
    variable: 'TRUSS_MCP',
    value: 'true',
    about: 'whether the model is a tool for agents, at /mcp: true or false',
    shownFallback: 'as runtime.mcp of the config says',
    fallback: null,
    parse: parseTruth,
  },
  tlsCert: {
    flag: 'tls-cert',
    variable: 'TRUSS_TLS_CERT',
    value: 'path',
    about: 'encrypt, with this PEM certificate and those between it and a root',
    ...none,
    parse: asItIs,
  },
  tlsKey: {
    flag: 'tls-key',
    variable: 'TRUSS_TLS_KEY',
    value: 'path',
    about: 'the key of the certificate',
    ...none,
    parse: asItIs,
  },
  linger: {
    flag: 'linger',
    variable: 'TRUSS_LINGER',
    value: 'seconds',
    about:
      'how long it goes on to answer when it is asked to end, so that balancers and clients stop coming before it does',
    shownFallback: '0',
    fallback: 0,
    parse: (text) => parseWholeNumber(text, 0, 3600),
  },
  drainTimeout: {
    flag: 'drain-timeout',
    variable: 'TRUSS_DRAIN_TIMEOUT',
    value: 'seconds',
    about: 'how long it may take to end then: what is not answered by then fails',
    shownFallback: '25',
    fallback: 25,
    parse: (text) => parseWholeNumber(text, 1, 86_400),
  },
  trustedProxies: {
    flag: 'trusted-proxies',
    variable: 'TRUSS_TRUSTED_PROXIES',
    value: 'list',
    about: 'believe what these proxies say of the client (X-Forwarded-*): addresses and networks, or *',
    ...none,
    parse: asItIs,
  },
  rootPath: {
    flag: 'root-path',
    variable: 'TRUSS_ROOT_PATH',
    value: 'path',
    about: 'the path that a proxy puts before those of the server',
    ...none,
    parse: readRootPath,
  },
};

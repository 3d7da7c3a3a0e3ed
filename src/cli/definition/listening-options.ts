// The options that say where a server listens, and who may come.
import { readHost, readRootPath } from '../../host/serve/read-address.ts';
import { integer, text, textWithDefault } from './define-options.ts';

const MAX_PORT = 65_535;

/** Where, behind which certificate, and for whom. */
export const listeningOptions = {
  port: integer('-p, --port <number>', 'the port to listen on; 0 is any that is free', {
    min: 0,
    max: MAX_PORT,
    fallback: 8080,
  }),
  host: { ...textWithDefault('--host <address>', 'the address to listen on', '127.0.0.1'), parse: readHost },
  grpcPort: integer('--grpc-port <number>', 'a second port, on which gRPC alone is spoken; --port speaks it too', {
    min: 0,
    max: MAX_PORT,
    fallback: null,
  }),
  tokens: text('--tokens <path>', 'let in only those with a token of this file, a line `name: token` each'),
  trustedProxies: text(
    '--trusted-proxies <list>',
    'believe what these proxies say of the client (X-Forwarded-*): addresses and networks, or *',
  ),
  rootPath: {
    ...text('--root-path <path>', 'the path that a proxy puts before those of the server'),
    parse: readRootPath,
  },
  drainTimeout: integer(
    '--drain-timeout <seconds>',
    'how long it may take to end: what is not answered by then fails',
    {
      min: 1,
      max: 86_400,
      fallback: 25,
    },
  ),
  tlsCert: text('--tls-cert <path>', 'encrypt, with this PEM certificate and those between it and a root'),
  tlsKey: text('--tls-key <path>', 'the key of the certificate'),
};

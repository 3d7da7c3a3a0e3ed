// The certificate of a server that speaks TLS, also after it was renewed.
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type * as tls from 'node:tls';
import type { Server, TLSSocket } from 'node:tls';

import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { noteFiles, pollFiles } from '../../system/files/poll-files.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  /** The certificate, and after it those between it and a root. */
  readonly certificate: string;
  readonly key: string;
}

const HANDSHAKE = {
  allowHalfOpen: true,
  /** A handshake takes a few round trips; who takes longer is gone, or an attacker. */
  handshakeTimeout: 10_000,
  ALPNCallback: chooseProtocol,
};

/** A certificate, as it is now. */
export interface Certificate {
  /** Makes the function that shakes hands on a connection of which nothing was read, and hands on what is spoken inside. */
  unwrapper(take: (inside: TLSSocket) => void): (connection: Socket) => void;
  /** Looks at the files no longer. */
  close(): void;
}

/**
 * Reads a certificate, and again whenever its files change: connections that come later get the new one. A broken pair is
 * reported, and the one before it stays.
 *
 * @throws {TrussError} `SERVER_CERTIFICATE_INVALID`
 */
export async function openCertificate(files: CertificateFiles, logger: Logger): Promise<Certificate> {
  const noted = await noteFiles([files.certificate, files.key]);
  let pair = await readPair(files);
  const servers: Server[] = [];
  const endPolling = pollFiles(noted, async () => {
    try {
      pair = await readPair(files);
      for (const server of servers) server.setSecureContext(pair);
      logger.info({}, 'The certificate was read again');
    } catch (error) {
      logger.error({ error: String(error) }, 'The changed certificate cannot be used. The one before stays');
    }
  });
  const unwrapper: Certificate['unwrapper'] = (take) => {
    // It never listens: Node's own way from a connection to a TLSSocket that HTTP/2 accepts.
    const server = nodeTls().createServer({ ...pair, ...HANDSHAKE });
    server.on('secureConnection', take);
    const connections = new Map<string, Socket>();
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      // A scanner, or a client that does not trust the certificate: nothing of ours is wrong.
      logger.debug({ error: error.message }, 'A TLS handshake failed');
      const connection = error.code === SPOKE_HTTP ? connections.get(remoteOf(socket)) : undefined;
      if (connection === undefined) socket.destroy();
      else connection.end(WANTS_TLS, () => connection.destroy());
    });
    servers.push(server);
    return (connection) => {
      const remote = remoteOf(connection);
      connections.set(remote, connection);
      connection.once('close', () => connections.delete(remote));
      server.emit('connection', connection);
    };
  };
  return { unwrapper, close: endPolling };
}

/** Node's TLS, which takes 6 MB: not of a server without a certificate. */
function nodeTls(): typeof tls {
  return process.getBuiltinModule('node:tls');
}

/** How OpenSSL calls a first line of HTTP where a handshake should begin. */
const SPOKE_HTTP = 'ERR_SSL_HTTP_REQUEST';

/** What such a client is told, in its own protocol, instead of a closed connection. */
const WANTS_TLS = ((): string => {
  const body = JSON.stringify({
    error: 'This port speaks HTTPS: ask it with https:// instead of http://',
    code: 'REQUEST_MALFORMED' satisfies ErrorCode,
  });
  const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close'];
  return ['HTTP/1.1 400 Bad Request', ...headers, '', body].join('\r\n');
})();

/** Which connection a TLS socket is inside of: of a handshake that failed Node does not say it otherwise. */
function remoteOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/**
 * HTTP/1.1 where it is offered, which costs less here; clients of gRPC offer HTTP/2 alone. Undefined refuses the connection (RFC 7301, section 3.2).
 */
function chooseProtocol({ protocols }: { protocols: string[] }): string | undefined {
  return ['http/1.1', 'h2'].find((protocol) => protocols.includes(protocol));
}

async function readPair({ certificate, key }: CertificateFiles): Promise<{ cert: Buffer; key: Buffer }> {
  const [certificatePem, keyPem] = await Promise.all([readPem(certificate), readPem(key)]);
  const pair = { cert: certificatePem, key: keyPem };
  try {
    nodeTls().createSecureContext(pair);
  } catch (cause) {
    throw invalid(`${certificate} and ${key} are no certificate and its key: ${String(cause)}`, cause);
  }
  return pair;
}

async function readPem(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw invalid(`${path} cannot be read: ${String(cause)}`, cause);
  }
}

function invalid(message: string, cause: unknown): TrussError {
  const hint = 'Give PEM files: the certificate with those between it and a root, and its key without a passphrase.';
  return new TrussError('SERVER_CERTIFICATE_INVALID', { message, hint, cause });
}

// The certificate of a server that speaks TLS, also after it was renewed.
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { createSecureContext, TLSSocket } from 'node:tls';

import { TrussError } from '../../core/errors/truss-error.ts';
import { pollFiles } from '../poll-files.ts';
import type { Logger } from '../telemetry/logger.ts';

/** Paths of PEM files. */
export interface CertificateFiles {
  /** The certificate, and after it those between it and a root. */
  readonly certificate: string;
  readonly key: string;
}

/** A handshake takes a few round trips; who takes longer is gone, or an attacker. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Unwraps connections. */
export interface Certificate {
  /** Shakes hands on a connection of which nothing was read, and hands on what is spoken inside. */
  unwrap(connection: Socket, take: (inside: TLSSocket) => void): void;
  /** Looks at the files no longer. */
  close(): void;
}

/**
 * Reads a certificate, and again whenever its files change: connections that come later get the new one. A broken pair is
 * reported, and the one before it stays.
 *
 * @throws TrussError SERVER_CERTIFICATE_INVALID
 */
export async function openCertificate(files: CertificateFiles, logger: Logger): Promise<Certificate> {
  let context = await readContext(files);
  const endPolling = pollFiles([files.certificate, files.key], async () => {
    try {
      context = await readContext(files);
      logger.info({}, 'The certificate was read again');
    } catch (error) {
      logger.error({ error: String(error) }, 'The changed certificate cannot be used. The one before stays');
    }
  });
  const unwrap: Certificate['unwrap'] = (connection, take) => {
    const inside = new TLSSocket(connection, { isServer: true, secureContext: context, ALPNCallback: chooseProtocol });
    const timer = setTimeout(() => connection.destroy(), HANDSHAKE_TIMEOUT_MS);
    // A scanner, or a client that does not trust the certificate: nothing of ours is wrong.
    const onError = (error: Error): void => logger.debug({ error: error.message }, 'A TLS handshake failed');
    inside.once('error', onError);
    inside.once('close', () => clearTimeout(timer));
    inside.once('secure', () => {
      clearTimeout(timer);
      inside.off('error', onError);
      take(inside);
    });
  };
  return { unwrap, close: endPolling };
}

/**
 * HTTP/1.1 where it is offered: browsers offer both, and HTTP/2 is here for gRPC alone, whose clients offer nothing else.
 * Undefined refuses the connection (RFC 7301, section 3.2).
 */
function chooseProtocol({ protocols }: { protocols: string[] }): string | undefined {
  return ['http/1.1', 'h2'].find((protocol) => protocols.includes(protocol));
}

async function readContext({ certificate, key }: CertificateFiles): Promise<SecureContext> {
  const [certificatePem, keyPem] = await Promise.all([readPem(certificate), readPem(key)]);
  try {
    return createSecureContext({ cert: certificatePem, key: keyPem });
  } catch (cause) {
    throw invalid(`${certificate} and ${key} are no certificate and its key: ${String(cause)}`, cause);
  }
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

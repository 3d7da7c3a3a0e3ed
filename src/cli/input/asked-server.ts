// Which server is asked, and who asks, as options and variables say it.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import tls from 'node:tls';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { ServerCaller } from '../../host/ask/ask-server.ts';

/** The values of `askedServerOptions`. */
export interface AskedServer {
  readonly url: string | null;
  readonly token: string | null;
  readonly header: readonly string[];
  readonly cacert: string | null;
}

/**
 * Who asks: the token of the option, else of TRUSS_TOKEN, and the headers. A certificate that is named is trusted from then on.
 *
 * @throws {TrussError} `USAGE` where a header is none, or there is no server; `INPUT_INVALID` where the certificate cannot be used.
 */
export async function readAskedServer(given: AskedServer, environment: NodeJS.ProcessEnv): Promise<ServerCaller> {
  if (given.url === null) {
    refuseWithoutServer(given);
    return {};
  }
  const certificate = given.cacert ?? environment['SSL_CERT_FILE'] ?? '';
  if (certificate !== '' && given.url.toLowerCase().startsWith('https:')) await trust(certificate);
  const headers = Object.fromEntries(given.header.map(readHeader));
  const hasOwn = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const token = given.token ?? (hasOwn ? '' : (environment['TRUSS_TOKEN'] ?? ''));
  return { headers, ...(token !== '' && { token }) };
}

/** The address of a server, as an argument that may also be a directory, or as the option; null where it is a directory. */
export function serverAddress(target: string, url: string | null): string | null {
  return url ?? (/^https?:\/\//i.test(target) ? target : null);
}

function refuseWithoutServer({ token, header, cacert }: AskedServer): void {
  const idle = [token !== null && '--token', header.length > 0 && '--header', cacert !== null && '--cacert'];
  const first = idle.find((name) => name !== false);
  if (first === undefined) return;
  const message = `${first} is for a server, and none is named.`;
  throw new TrussError('USAGE', { message, hint: 'Name it: --url http://127.0.0.1:8080' });
}

/** What is no header is not shown: it may be a token. */
function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon < 1) {
    throw new TrussError('USAGE', { message: 'A --header has no name.', hint: "Give it as -H 'X-Name: value'." });
  }
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}

async function trust(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unusable(path, 'cannot be read', error);
  });
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw unusable(path, 'has no PEM certificate in it', null);
  try {
    certificates.map((certificate) => new X509Certificate(certificate));
  } catch (error) {
    throw unusable(path, 'has a certificate in it that cannot be read', error);
  }
  // Node 20 has no such function.
  if (typeof tls.setDefaultCACertificates !== 'function') {
    const message = 'This version of Node cannot be told which certificate to trust.';
    const hint = `Set NODE_EXTRA_CA_CERTS=${path}, or install Node 22.19 or newer.`;
    throw new TrussError('COMMAND_NOT_AVAILABLE', { message, hint });
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...certificates]);
}

function unusable(path: string, why: string, cause: unknown): TrussError {
  const hint = 'Name a file of PEM certificates with --cacert, or in SSL_CERT_FILE.';
  return new TrussError('INPUT_INVALID', { message: `${path} ${why}.`, hint, cause });
}

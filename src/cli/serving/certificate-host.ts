// Under which name a server can be asked whose certificate is not for the address that it listens on.
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

/** An address that a client trusts, and where that leads where names do not say so. */
export interface TrustedAddress {
  readonly url: string;
  /** What curl's `--resolve` takes; null where the name leads there by itself. */
  readonly resolve: string | null;
}

/** The address of a server under a name that its certificate has; as it is where it has that one, or cannot be read. */
export async function trustedAddress(url: string, certificate: string | null): Promise<TrustedAddress> {
  const asItIs = { url, resolve: null };
  if (certificate === null) return asItIs;
  const read = await readCertificate(certificate);
  const { hostname, port } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (read === null || covers(read, address)) return asItIs;
  if (covers(read, 'localhost')) return { url: withHost(url, 'localhost'), resolve: null };
  const [name] = namesOf(read);
  return name === undefined
    ? asItIs
    : { url: withHost(url, name), resolve: `${name}:${port === '' ? '443' : port}:${hostname}` };
}

async function readCertificate(path: string): Promise<X509Certificate | null> {
  try {
    return new X509Certificate(await readFile(path));
  } catch {
    return null;
  }
}

function covers(certificate: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
}

/** The DNS names that a certificate is for; of `*.example.com` one that it stands for. */
function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/DNS:([^\s,"]+)/g)].map(([, name = '']) => name.replace(/^\*/, 'www'));
}

function withHost(url: string, name: string): string {
  const changed = new URL(url);
  changed.hostname = name;
  return changed.href.replace(/\/$/, '');
}

// The connections over which weights come: proxies and certificates as the machine has them.
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { getCACertificates } from 'node:tls';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';

/** Where programs look for certificates of authorities that no system knows, as companies have them before their proxies. */
const BUNDLES = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'AWS_CA_BUNDLE'] as const;

/** Connections that are kept open: more than files are fetched at a time. */
const MOST_IDLE = 16;

/** What connects to servers. To be closed when nothing more is fetched. */
export interface Network {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Whom to trust beside those whom Node does; null: nobody. */
  readonly ca: readonly string[] | null;
  /** Whether anything may go through a proxy. */
  readonly hasProxy: boolean;
  close(): void;
}

/**
 * `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say through what, a bundle of certificates whom to trust beside all others.
 *
 * @throws {TrussError} `FILE_UNREADABLE` where the bundle cannot be read, `PLATFORM_UNSUPPORTED` where this Node knows no proxies
 */
export async function openNetwork(variables: NodeJS.ProcessEnv): Promise<Network> {
  requireProxies(variables, process.versions.node);
  const options = { keepAlive: true, maxFreeSockets: MOST_IDLE, proxyEnv: variables };
  const ca = await trusted(variables);
  const http = new HttpAgent(options);
  const https = new HttpsAgent({ ...options, ...(ca === null ? {} : { ca }) });
  return {
    http,
    https,
    ca,
    hasProxy: proxyIn(variables) !== undefined,
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

/** Where whoever runs programs behind a proxy names it. */
const PROXIES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'] as const;

/**
 * Refuses a proxy that would be passed by: Node connects through one since 22.21 and 24.5. Where a proxy is the only way out nothing would
 * come, after a minute for each try.
 *
 * @throws {TrussError} `PLATFORM_UNSUPPORTED`
 */
export function requireProxies(variables: NodeJS.ProcessEnv, version: string): void {
  const name = proxyIn(variables);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const knows = major > 24 || (major === 24 && minor >= 5) || (major === 22 && minor >= 21);
  if (name === undefined || knows) return;
  throw new TrussError('PLATFORM_UNSUPPORTED', {
    message: `${name} names a proxy, and Node ${version} connects past it: weights cannot be fetched through it.`,
    hint: 'Use Node 22.21, 24.5 or later, or `pip install truss`, which brings its own; or unset the variable.',
  });
}

function proxyIn(variables: NodeJS.ProcessEnv): string | undefined {
  return PROXIES.find((each) => (variables[each] ?? '') !== '');
}

async function trusted(variables: NodeJS.ProcessEnv): Promise<string[] | null> {
  const path = BUNDLES.map((name) => variables[name] ?? '').find((value) => value !== '');
  if (path === undefined) return null;
  const bundle = await readFile(path, 'utf8').catch((error: unknown) => {
    throw explainReadError(error, path);
  });
  // Those of Node, and of NODE_EXTRA_CA_CERTS.
  return [...getCACertificates('default'), bundle];
}

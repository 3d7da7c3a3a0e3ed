// Which server a load goes to, and the bytes of its requests.
import tls from 'node:tls';

import { TrussError } from '../../core/errors/truss-error.ts';
import { PREDICT } from '../../core/examples/examples.ts';
import { hasMethodPath, METHOD_PATHS } from '../../core/protocols/method-paths.ts';
import { version } from '../../core/version.ts';
import type { ServerCaller } from '../ask/ask-server.ts';
import type { BenchRequest } from './bench-request.ts';
import type { Peer } from './connection.ts';

/** A model that is served. */
export interface BenchTarget {
  /** `http://127.0.0.1:8080/v1/models/NAME`. */
  readonly modelUrl: string;
  readonly caller: ServerCaller;
}

/** The port, and what is trusted behind it. */
export function peerOf({ modelUrl }: BenchTarget): Peer {
  const { protocol, hostname, port } = new URL(modelUrl);
  const isEncrypted = protocol === 'https:';
  // An address of IPv6 stands in brackets.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(port) || (isEncrypted ? 443 : 80), ca: isEncrypted ? trusted() : null };
}

/** A thread has the certificates of Node alone: those that were trusted since are handed to it. */
function trusted(): readonly string[] {
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : tls.rootCertificates;
}

/** The address that a request goes to. */
export function requestUrl({ modelUrl }: BenchTarget, { method = PREDICT, name }: BenchRequest): string {
  if (method === PREDICT) return `${modelUrl}:predict`;
  const root = modelUrl.replace(/\/v1\/models\/[^/]*$/, '');
  if (hasMethodPath(method)) return root + METHOD_PATHS[method];
  throw new TrussError('USAGE', {
    message: `${name} asks the method ${method}, which has no route.`,
    hint: 'Choose another with --example, or give --data or --file.',
  });
}

/** The bytes of a request. */
export function requestBytes(target: BenchTarget, request: BenchRequest): Buffer {
  const { host, pathname } = new URL(requestUrl(target, request));
  const { headers = {}, token } = target.caller;
  const all = {
    Host: host,
    'User-Agent': `truss-bench/${version}`,
    'Content-Type': request.contentType,
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...headers,
    'Content-Length': String(request.bytes.length),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`POST ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'), request.bytes]);
}

// One request and its answer's head, through redirections.
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { publicAddress } from '../../../core/weights/address.ts';
import type { Network } from './network.ts';

/** What is asked. */
export interface UrlRequest {
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly body?: string | undefined;
  /** Makes a connection for this request alone, in the place of one of the network's. */
  readonly connect?: ((target: URL) => Socket) | undefined;
  readonly signal: AbortSignal;
}

/** Hubs lead to a store, which leads to the nearest of its copies; more are a circle. */
const MOST_REDIRECTIONS = 8;

/** A store that has to fetch a file from its own archive begins late. */
const HEAD_WITHIN_MS = 60_000;

/** A connection over which nothing has come for so long is dead, and is tried again. */
const SILENT_FOR_MS = 30_000;

const CREDENTIALS = new Set(['authorization', 'cookie', 'x-amz-security-token', 'proxy-authorization']);

/**
 * Asks, and follows redirections: to another host without the credentials that were for the first. Resolves with the head of the answer,
 * whatever its status, and its body to be read.
 *
 * @throws {TrussError} `WEIGHTS_UNREACHABLE` where it is led in circles, or from https to an address that anybody can listen to
 * @throws the error of the connection
 */
export async function openUrl(network: Network, asked: UrlRequest): Promise<IncomingMessage> {
  let current = asked;
  for (let count = 0; count <= MOST_REDIRECTIONS; count += 1) {
    const answer = await ask(network, current);
    const { statusCode = 0, headers } = answer;
    const next = statusCode >= 300 && statusCode < 400 ? headers.location : undefined;
    if (next === undefined) return answer;
    answer.resume();
    current = redirected(current, next);
  }
  throw unreachable(asked.url, `it leads to another address more than ${MOST_REDIRECTIONS} times`);
}

function redirected(from: UrlRequest, location: string): UrlRequest {
  const [old, target] = [new URL(from.url), URL.parse(location, from.url)];
  if (target === null || !/^https?:$/.test(target.protocol)) throw unreachable(from.url, 'it leads to no address');
  if (old.protocol === 'https:' && target.protocol === 'http:') {
    throw unreachable(from.url, `it leads to ${publicAddress(target.href)}, without encryption`);
  }
  const isSame = old.host === target.host;
  const headers = Object.entries(from.headers ?? {}).filter(([name]) => isSame || !CREDENTIALS.has(name));
  return { ...from, url: target.href, headers: Object.fromEntries(headers) };
}

function ask(
  network: Network,
  { url, headers = {}, method = 'GET', body, connect, signal }: UrlRequest,
): Promise<IncomingMessage> {
  const target = new URL(url);
  const isSecure = target.protocol === 'https:';
  const options = { method, headers: { 'user-agent': 'truss', 'accept-encoding': 'identity', ...headers }, signal };
  return new Promise((resolve, reject) => {
    const agent = isSecure ? network.https : network.http;
    const way = connect === undefined ? { agent } : { createConnection: () => connect(target) };
    const request = (isSecure ? httpsRequest : httpRequest)(target, { ...options, ...way });
    const timer = setTimeout(() => request.destroy(new Error('no answer within a minute')), HEAD_WITHIN_MS);
    request.once('response', (response) => {
      clearTimeout(timer);
      request.setTimeout(SILENT_FOR_MS, () => response.destroy(new Error('nothing came for half a minute')));
      resolve(response);
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}

/** That an address gives no file. `why` completes "cannot be fetched: …". */
export function unreachable(url: string, why: string, cause?: unknown): TrussError {
  return new TrussError('WEIGHTS_UNREACHABLE', {
    message: `${publicAddress(url)} cannot be fetched: ${why}.`,
    hint: 'Look whether the address is right and this machine reaches it; HTTPS_PROXY and SSL_CERT_FILE are honoured.',
    cause,
  });
}

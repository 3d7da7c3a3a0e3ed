// Which pages in a browser may ask the server. A server on a laptop answers every program of that laptop, and a web page that
// somebody reads there is one: without this, any site could use the model, since a POST of plain text needs no permission.
import type { ServerResponse } from 'node:http';
import { isIP } from 'node:net';

import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import type { HttpRequest } from '../direct/direct-request.ts';
import type { Outside } from './outside.ts';

/** Stands for every origin in `runtime.cors.allow_origins`. */
const ANY = '*';

/** What scripts may read of an answer beside its content type. */
const EXPOSED = 'Inference-Header-Content-Length, Retry-After, Server-Timing, X-Request-Id';

/** How long a browser may remember a permission; ten minutes, so that a change of the config is soon seen. */
const REMEMBER_S = 600;

/** Names that lead to the machine itself, whoever resolves them (RFC 6761, section 6.3). */
const LOOPBACK_HOST = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

const MISLED: RequestFailure = {
  code: 'ORIGIN_REFUSED',
  message: 'The header Host names another machine than this one, on which alone the server listens',
  hint: 'Ask it as localhost or 127.0.0.1; add the origin to runtime.cors.allow_origins of the config, or name the proxy that is before it with --trusted-proxies.',
};

/**
 * Whether a host may be a name that somebody has made to lead here: no address of a machine, and none that only this machine or its
 * network knows, without a dot.
 */
function canBeAStrangers(host: string): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? host;
  return !LOOPBACK_HOST.test(host) && !name.startsWith('[') && isIP(name) === 0 && name.includes('.');
}

/** Whether an address to listen on can be reached from the machine alone. */
export function isLoopback(address: string): boolean {
  return LOOPBACK_HOST.test(address) || address === '::1';
}

/**
 * Whether a page of another origin asks. Browsers say so themselves (https://www.w3.org/TR/fetch-metadata/), also where a
 * proxy has changed the Host header; older ones are told by their Origin.
 */
function isForeign({ headers }: HttpRequest, host: string | undefined): boolean {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'cross-site' || site === 'same-site';
  return origin !== undefined && !isAt(origin, host);
}

/** Whether an origin is that of this host: `http://a` of `a:80` as well. */
function isAt(origin: string, host = ''): boolean {
  const page = URL.parse(origin);
  return page !== null && page.host !== '' && page.host === URL.parse(`${page.protocol}//${host}`)?.host;
}

/** What is known of a server. */
export interface CrossOriginOptions {
  /** Origins such as `https://app.example.com`, or `*`; asked each time, which browsers alone give cause to. */
  readonly allowed: () => readonly string[];
  /** Whether the server listens on a loopback address. */
  readonly isLocal: boolean;
  readonly outside: Outside;
}

/** Lets the pages of some origins in. */
export class CrossOrigin {
  readonly #allowed: () => readonly string[];
  readonly #isLocal: boolean;
  readonly #outside: Outside;

  constructor({ allowed, isLocal, outside }: CrossOriginOptions) {
    this.#allowed = allowed;
    this.#isLocal = isLocal;
    this.#outside = outside;
  }

  /** Whether a page of this origin may ask. */
  allows(origin: string | undefined): boolean {
    const allowed = this.#allowed();
    return allowed.includes(ANY) || (origin !== undefined && allowed.includes(origin));
  }

  /**
   * Why a request is refused; null where it is not. Only reading is open to pages: they cannot see what they read, unless it seems to
   * them that they read from where they came.
   */
  refusal(request: HttpRequest, { isProbe }: { readonly isProbe: boolean }): RequestFailure | null {
    const { method } = request;
    if (method !== 'GET' && method !== 'HEAD') return this.pageRefusal(request);
    return isProbe || !this.#isMisled(request) ? null : MISLED;
  }

  /** The same for a request that may do something whatever its method is, such as one for a WebSocket. */
  pageRefusal(request: HttpRequest): RequestFailure | null {
    const { origin } = request.headers;
    if (!this.#isStranger(request) || this.allows(origin)) return null;
    return {
      code: 'ORIGIN_REFUSED',
      message: `Pages of ${JSON.stringify(origin ?? 'another origin')} may not ask this server`,
      hint: 'Add the origin to runtime.cors.allow_origins of the config.',
    };
  }

  #isStranger(request: HttpRequest): boolean {
    const { origin, 'sec-fetch-site': site } = request.headers;
    // No page has asked, as nearly always: how the request looks from outside, which takes 2 µs to know, does not matter.
    if (origin === undefined && site === undefined) return false;
    const { host } = this.#outside.of(request);
    return isForeign(request, host) || (origin !== undefined && this.#isMisled(request));
  }

  /**
   * Whether it asks by a name that was made to lead to this machine: to a browser a page of that name asks where it came from (DNS
   * rebinding). A proxy that is believed may have any name, and so may the origins that are let in.
   */
  #isMisled(request: HttpRequest): boolean {
    if (!this.#isLocal) return false;
    const { host, isProxied } = this.#outside.of(request);
    if (host === undefined || isProxied || !canBeAStrangers(host)) return false;
    return !this.#allowed().some((origin) => origin === ANY || isAt(origin, host));
  }

  /** Tells the browser that the page may read the answer. */
  mark({ headers: { origin } }: HttpRequest, response: ServerResponse): void {
    if (origin === undefined || !this.allows(origin)) return;
    const isAny = this.#allowed().includes(ANY);
    response.setHeader('Access-Control-Allow-Origin', isAny ? ANY : origin);
    if (!isAny) response.setHeader('Vary', 'Origin');
    response.setHeader('Access-Control-Expose-Headers', EXPOSED);
  }

  /** Answers the question of a browser whether a page may ask; false where the request is none. */
  answerPreflight({ method, headers }: HttpRequest, response: ServerResponse): boolean {
    const asked = headers['access-control-request-method'];
    if (method !== 'OPTIONS' || asked === undefined || !this.allows(headers.origin)) return false;
    response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST');
    response.setHeader('Access-Control-Allow-Headers', headers['access-control-request-headers'] ?? '');
    response.setHeader('Access-Control-Max-Age', String(REMEMBER_S));
    response.writeHead(204);
    response.end();
    return true;
  }
}

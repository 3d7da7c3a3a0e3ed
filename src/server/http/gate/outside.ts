// How a request looks from outside, where proxies stand before the server: what they have changed they tell in headers, which anybody can
// write. So only those are believed that are named.
import { BlockList, isIP } from 'node:net';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { HttpRequest } from '../direct/direct-request.ts';

/** What stands before a server. */
export interface OutsideOptions {
  /** Addresses of proxies, or networks of them such as `10.0.0.0/8`; `*` for whoever connects. */
  readonly trustedProxies: readonly string[];
  /** The path that a proxy puts before ours; empty for none. */
  readonly rootPath: string;
}

/** A request, as its client has sent it to whoever is before us. */
export interface SeenFromOutside {
  readonly host: string | undefined;
  readonly scheme: 'http' | 'https';
  /** What the client has to put before our paths: empty, or a path without a slash at its end. */
  readonly prefix: string;
  /** Whether a proxy that is believed has passed it on. */
  readonly isProxied: boolean;
}

const ANYBODY = '*';

/** Tells how requests look from outside. */
export class Outside {
  readonly #proxies = new BlockList();
  readonly #trustsAll: boolean;
  readonly #trustsNobody: boolean;
  readonly #rootPath: string;

  /** @throws {TrussError} `INPUT_INVALID` where something is no address */
  constructor({ trustedProxies, rootPath }: OutsideOptions) {
    this.#trustsAll = trustedProxies.includes(ANYBODY);
    this.#trustsNobody = trustedProxies.length === 0;
    for (const address of trustedProxies) if (address !== ANYBODY) addTo(this.#proxies, address);
    this.#rootPath = normalisePrefix(rootPath);
  }

  /** How a request looks. */
  of({ headers, socket }: HttpRequest): SeenFromOutside {
    const isEncrypted = 'encrypted' in socket && socket.encrypted === true;
    const own = { host: headers.host, scheme: isEncrypted ? 'https' : 'http', prefix: this.#rootPath } as const;
    if (this.#trustsNobody || !this.#trusts(socket.remoteAddress)) return { ...own, isProxied: false };
    const prefix = normalisePrefix(last(headers['x-forwarded-prefix']) ?? '');
    return {
      host: last(headers['x-forwarded-host']) ?? own.host,
      scheme: schemeOf(last(headers['x-forwarded-proto'])) ?? own.scheme,
      prefix: prefix === '' ? own.prefix : prefix,
      isProxied: true,
    };
  }

  /** The target of a request without the path that a proxy has left before ours. */
  withoutPrefix(target: string): string {
    const root = this.#rootPath;
    if (root === '' || !target.startsWith(root)) return target;
    const rest = target.slice(root.length);
    if (rest === '' || rest.startsWith('?')) return `/${rest}`;
    return rest.startsWith('/') ? rest : target;
  }

  #trusts(address = ''): boolean {
    if (this.#trustsAll) return true;
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return isIP(plain) !== 0 && this.#proxies.check(plain, familyOf(plain));
  }
}

function addTo(list: BlockList, text: string): void {
  const [address = '', bits, ...more] = text.split('/');
  try {
    if (more.length > 0 || isIP(address) === 0) throw new RangeError('no address');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  } catch (cause) {
    throw new TrussError('INPUT_INVALID', {
      message: `${JSON.stringify(text)} among the trusted proxies is no address and no network.`,
      hint: 'Write 10.0.0.7 or 10.0.0.0/8; * trusts whoever connects.',
      cause,
    });
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** What the proxy next to us has said: those before it may have been told anything. */
function last(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : header?.at(-1);
  const value = text?.split(',').at(-1)?.trim();
  return value === '' ? undefined : value;
}

function schemeOf(text: string | undefined): 'http' | 'https' | undefined {
  return text === 'http' || text === 'https' ? text : undefined;
}

/** With a slash before it and none after it; empty for what is no path. */
function normalisePrefix(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return /^\/[\w.~!$&'()*+,;=:@%/-]*$/.test(trimmed) && !trimmed.startsWith('//') ? trimmed : '';
}

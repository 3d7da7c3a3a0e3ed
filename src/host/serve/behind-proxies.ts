import type { ServerOptions } from '../../server/main.ts';

/** What was said of the proxies before a server; null: nothing. */
export interface ProxyOptions {
  /** With commas between. */
  readonly trustedProxies: string | null;
  readonly rootPath: string | null;
}

/** What a server is told of the proxies before it. */
export function behindProxies(given: ProxyOptions): Pick<ServerOptions, 'trustedProxies' | 'rootPath'> {
  const names = given.trustedProxies?.split(',').map((name) => name.trim()) ?? [];
  return { trustedProxies: names.filter((name) => name !== ''), rootPath: given.rootPath ?? '' };
}

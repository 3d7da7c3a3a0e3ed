// Which headers pass between a client and an upstream process (RFC 9110, section 7.6.1).

/** Name and value, in the order in which they came. */
export type HeaderPairs = readonly (readonly [string, string])[];

/** What is said about a connection, not about a message. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What we say ourselves in a request, or have undone already: the body is here whole, and no longer compressed. */
const OURS = new Set([
  'content-encoding',
  'content-length',
  'expect',
  'host',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-request-id',
]);

/** What we know of a client's request. */
export interface ClientRequest {
  readonly id: string;
  readonly headers: HeaderPairs;
  /** `address:port` of the client; null where the request came without a connection. */
  readonly client: string | null;
}

/**
 * The headers of a request to the upstream process, without those of its body's length: names and values in turn. Whatever the client
 * said goes on, its `Authorization` included; what a proxy says is added.
 */
export function requestHeaders({ id, headers, client }: ClientRequest, host: string): string[] {
  const named = connectionNames(headers);
  const kept = headers.filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name) && !OURS.has(name));
  const address = client?.slice(0, client.lastIndexOf(':')) ?? '';
  const chain = [...valuesOf(headers, 'x-forwarded-for'), ...(address === '' ? [] : [address])];
  const [original = null] = [...valuesOf(headers, 'x-forwarded-host'), ...valuesOf(headers, 'host')];
  return [
    'host',
    host,
    ...kept.flat(),
    ...(id === '' ? [] : ['x-request-id', id]),
    ...(chain.length === 0 ? [] : ['x-forwarded-for', chain.join(', ')]),
    ...(original === null ? [] : ['x-forwarded-host', original]),
  ];
}

/** The headers of an upstream process's answer that are for the client, by `rawHeaders` of its response; `port`: where it listens. */
export function answerHeaders(rawHeaders: readonly string[], port: number): HeaderPairs {
  const headers = pairs(rawHeaders);
  const named = connectionNames(headers);
  const kept = headers.filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name));
  return kept.map(([name, value]) => [name, name === 'location' ? fromOutside(value, port) : value]);
}

/** Where a redirection leads, for somebody who knows nothing of the port behind us: the path alone means the same there. */
function fromOutside(location: string, port: number): string {
  const target = URL.parse(location);
  const isOwn = target !== null && LOCAL.has(target.hostname) && target.port === String(port);
  return isOwn ? `${target.pathname}${target.search}${target.hash}` : location;
}

const LOCAL = new Set(['127.0.0.1', 'localhost', '0.0.0.0', '[::1]']);

/** Headers as Node gives them, with their names in lower case. */
export function pairs(rawHeaders: readonly string[]): HeaderPairs {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([(rawHeaders[index] ?? '').toLowerCase(), rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

/** The headers that `Connection` declares to be about the connection, too. */
function connectionNames(headers: HeaderPairs): ReadonlySet<string> {
  const names = valuesOf(headers, 'connection').flatMap((value) => value.split(','));
  return new Set(names.map((name) => name.trim().toLowerCase()));
}

function valuesOf(headers: HeaderPairs, wanted: string): string[] {
  return headers.filter(([name]) => name === wanted).map(([, value]) => value);
}

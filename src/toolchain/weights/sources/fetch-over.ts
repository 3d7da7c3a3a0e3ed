// The standard's `fetch` over our connections, for clients that others wrote: theirs knows neither proxies nor certificates.
import type { Network } from '../transfer/network.ts';
import { askPatiently } from '../transfer/patience.ts';

/** Answers that have no body. */
const BODILESS = new Set([204, 205, 304]);

/** Makes a `fetch` that asks with GET and HEAD, as those who only read do. */
export function fetchOver(network: Network, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const { url, method, headers } = new Request(input, init);
    const answer = await askPatiently(network, {
      url,
      method: method === 'HEAD' ? 'HEAD' : 'GET',
      headers: Object.fromEntries(headers),
      signal,
    });
    const status = answer.statusCode ?? 502;
    const head = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) head.set(name, [value ?? ''].flat().join(', '));
    const chunks: AsyncIterable<Uint8Array> = answer;
    return new Response(BODILESS.has(status) ? null : ReadableStream.from(chunks), { status, headers: head });
  };
}

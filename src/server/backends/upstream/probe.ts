// Short questions to an upstream process that are no request of a client: is it ready, is it alive, what does it count?

import { get } from 'node:http';

import type { Health } from '../backend.ts';
import { WELL } from '../backend.ts';

/** Shorter than what probes allow by default, so that they hear of the server's illness and not of our silence. */
const HEALTH_WITHIN_MS = 800;

/** Scrapers wait 10 s by default, and several servers may be asked for one scrape. */
const METRICS_WITHIN_MS = 2000;

/** Some ten thousand series. */
const MAX_METRICS_BYTES = 4 * 1024 * 1024;

/** What a server says when it is asked how it is says nothing to us beside its status. */
export const MAX_STATUS_BYTES = 1024 * 1024;

/** What was answered. */
export interface ProbeAnswer {
  readonly status: number;
  readonly body: string;
}

/** What a question is. */
export interface Probe {
  readonly port: number;
  readonly path: string;
  readonly withinMs: number;
  /** A longer answer is an error: nobody wants it in memory. */
  readonly maxBytes: number;
}

/** Asks with GET; rejects where no whole answer came in time. */
export async function askUpstream({ port, path, withinMs, maxBytes }: Probe): Promise<ProbeAnswer> {
  const signal = AbortSignal.timeout(withinMs);
  const { promise, resolve, reject } = Promise.withResolvers<ProbeAnswer>();
  // A connection of its own: one that was kept alive may be closed by the server just now, which would say nothing.
  const request = get({ host: '127.0.0.1', port, path, agent: false, signal }, (response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else request.destroy(new Error(`the answer to GET ${path} is longer than ${maxBytes} bytes`));
    });
    response.on('end', () => {
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
    });
    response.on('error', reject);
  });
  request.on('error', reject);
  return promise;
}

/** Whether a status says yes. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Whether a server says that it is well; one that is too busy to answer in time counts as well. */
export async function askHealth(port: number, path: string): Promise<Health> {
  try {
    const { status } = await askUpstream({ port, path, withinMs: HEALTH_WITHIN_MS, maxBytes: MAX_STATUS_BYTES });
    return isSuccess(status) ? WELL : { healthy: false, reason: `its server answers ${status} to GET ${path}` };
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return WELL;
    return { healthy: false, reason: `its server does not answer GET ${path}` };
  }
}

/** What a server counts, in Prometheus' text format; empty where it says nothing. */
export async function askMetrics(port: number): Promise<string> {
  const probe = { port, path: '/metrics', withinMs: METRICS_WITHIN_MS, maxBytes: MAX_METRICS_BYTES };
  const answer = await askUpstream(probe).catch(() => null);
  return answer !== null && isSuccess(answer.status) ? answer.body : '';
}

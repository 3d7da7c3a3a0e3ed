// What is asked of no single model: each server is asked, and their answers make one.
import type { IncomingMessage, ServerResponse } from 'node:http';

import { mergeExpositions } from '../../core/metrics/merge-expositions.ts';
import { sendJson } from '../../server/http/answer/send.ts';
import type { Target, Targets } from './targets.ts';

/** Probes wait no longer. */
const PATIENCE_MS = 4000;

/** Lists of models and of their counts. */
const LISTS: ReadonlySet<string> = new Set([
  'GET /v1/models',
  'GET /v2/models',
  'GET /v2/models/stats',
  'POST /v2/repository/index',
]);

/** Answers what is about all models; whether it was that. */
export async function answerTogether(
  { all }: Targets,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const asked = `${request.method === 'HEAD' ? 'GET' : request.method} ${path}`;
  if (asked === 'GET /') sendJson(response, 200, { status: 'alive' });
  else if (asked === 'GET /v2/health/live') sendJson(response, 200, { live: true });
  else if (asked === 'GET /v2/health/ready' || asked === 'GET /ping' || asked === 'GET /health') {
    const ready = await areReady(all);
    sendJson(response, ready ? 200 : 503, { ready });
  } else if (asked === 'GET /metrics') await sendMetrics(all, request, response);
  else if (LISTS.has(asked)) await sendLists(all, request, response);
  else return false;
  return true;
}

/** Whether every model takes requests. */
export async function areReady(all: readonly Target[]): Promise<boolean> {
  const answers = await Promise.all(all.map((target) => ask(target, '/v2/health/ready')));
  return answers.every((answer) => answer?.ok === true);
}

async function sendMetrics(all: readonly Target[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const authorization = authorizationOf(request);
  const texts = await Promise.all(
    all.map(async (target) => (await ask(target, '/metrics', { headers: authorization }))?.text()),
  );
  const parts = texts.map((text = '', index) => ({ text, labels: { server: all[index]?.name ?? '' } }));
  response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  response.end(mergeExpositions(parts, new Set()));
}

/** One that does not answer is left out; where none is let in, the first says why. */
async function sendLists(all: readonly Target[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { url = '', method = 'GET' } = request;
  const headers = { 'content-type': 'application/json', ...authorizationOf(request) };
  const init = method === 'POST' ? { method, headers, body: '{}' } : { headers };
  const answers = (await Promise.all(all.map((target) => ask(target, url, init)))).filter((each) => each !== null);
  const taken = answers.filter(({ ok }) => ok);
  const shown = taken.length > 0 ? taken : answers.slice(0, 1);
  const values = await Promise.all(shown.map((answer): Promise<unknown> => answer.json()));
  sendJson(response, shown[0]?.status ?? 502, values.length === 0 ? [] : values.reduce(joined));
}

/** Lists one behind the other, also those in objects that are alike. */
function joined(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...(one as unknown[]), ...(other as unknown[])];
  if (!isObject(one) || !isObject(other)) return one;
  return {
    ...one,
    ...Object.fromEntries(
      Object.entries(other).map(([key, value]) => [key, key in one ? joined(one[key], value) : value]),
    ),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function authorizationOf({ headers: { authorization } }: IncomingMessage): Record<string, string> {
  return authorization === undefined ? {} : { authorization };
}

/** Null where it does not answer. */
async function ask({ host, port }: Target, path: string, init: RequestInit = {}): Promise<Response | null> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  return fetch(`http://${host}:${port}${path}`, { ...init, signal }).catch(() => null);
}

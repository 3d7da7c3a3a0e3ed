import type { Exposition } from '../../../core/metrics/merge-expositions.ts';
import { mergeExpositions } from '../../../core/metrics/merge-expositions.ts';
import type { OperationDescription } from '../../../core/openapi/document.ts';
import type { Entry } from '../../service/entry.ts';
import { PLAIN_FAILURE } from '../answer/error-shape.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import type { Route } from '../exchange/route.ts';

/** `GET /metrics`, for Prometheus; with a slash behind it, as the Truss of 2025 has it. */
export const METRICS_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/metrics', of: 'server', serve: serveMetrics, describe: () => METRICS },
  { method: 'GET', path: '/metrics/', of: 'server', serve: serveMetrics },
];

const METRICS: OperationDescription = {
  summary: "What the server and its models count, in Prometheus' text format",
  gives: { 'text/plain': { schema: { type: 'string' } } },
  failure: PLAIN_FAILURE,
};

/** What the server counts, and after it what the models do, each sample with the model and the worker that it is of. */
async function serveMetrics({ context: { service, metrics }, response }: RouteCall): Promise<void> {
  const own = await metrics.text();
  const ofModels = await Promise.all(service.registry.entries.map(expositionsOf));
  const body = Buffer.from(own + mergeExpositions(ofModels.flat(), metrics.names));
  response.writeHead(200, ['Content-Type', metrics.contentType, 'Content-Length', String(body.length)]);
  response.end(body);
}

async function expositionsOf(entry: Entry): Promise<Exposition[]> {
  const { name: model, version } = entry;
  const ofWorkers = await entry.modelMetrics();
  return [
    // When they have been asked, what the workers tell by themselves is here, too.
    { text: entry.ownMetrics, labels: { model, version } },
    ...ofWorkers.map(({ worker, text }) => ({ text, labels: { model, worker: String(worker) } })),
  ];
}

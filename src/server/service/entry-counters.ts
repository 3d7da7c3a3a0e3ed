// What is counted of requests, by the model and the route that they came on.
import type { Registry } from 'prom-client';
import { Counter, Histogram } from 'prom-client';

import type { RequestEnding } from './ending.ts';
import type { Entry } from './entry.ts';

/** From a no-op model to one that generates for a minute, in seconds; each about twice the one before. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Powers of two, as people choose the largest size of a batch. */
const SIZE_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** What every series of a model has. */
export const MODEL_LABELS = ['model', 'version'] as const;

/** The metrics of requests, of all entries. */
export class RequestMetrics {
  readonly requests: Counter;
  readonly cancelled: Counter;
  readonly duration: Histogram;
  readonly queue: Histogram;
  readonly compute: Histogram;
  readonly batchSize: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    const counter = (name: string, help: string, labels: readonly string[]): Counter =>
      new Counter({ name, help, labelNames: [...MODEL_LABELS, ...labels], registers });
    const histogram = (name: string, help: string, { labels = [] as string[], buckets = BUCKETS_S } = {}): Histogram =>
      new Histogram({ name, help, labelNames: [...MODEL_LABELS, ...labels], buckets, registers });
    this.requests = counter('truss_requests_total', 'Requests that are over, by route and HTTP status.', [
      'route',
      'status',
    ]);
    this.cancelled = counter(
      'truss_requests_cancelled_total',
      'Requests that were given up, by how far they had come (receive, queue, compute, stream) and for whom (client, deadline).',
      ['phase', 'reason'],
    );
    this.duration = histogram(
      'truss_request_duration_seconds',
      'From the headers of a request to the end of its answer.',
      { labels: ['route'] },
    );
    this.queue = histogram(
      'truss_request_queue_seconds',
      'From admission until a worker was given the request; answered ones.',
    );
    this.compute = histogram('truss_request_compute_seconds', 'What the worker took; answered ones.');
    this.batchSize = histogram(
      'truss_batch_size',
      'How many predictions a worker was given together, of models that merge them.',
      { buckets: SIZE_BUCKETS },
    );
  }
}

/** Whose time or patience was over, by the code of a failure. */
const GIVEN_UP_BY: Readonly<Record<string, string>> = {
  REQUEST_CANCELLED: 'client',
  REQUEST_DEADLINE: 'deadline',
  REQUEST_QUEUE_TIMEOUT: 'deadline',
};

/** The series of one route of an entry. */
interface RouteCounters {
  readonly duration: Histogram.Internal<string>;
  readonly byStatus: Map<number, Counter.Internal>;
}

/** The series of one entry. Children are bound once: finding one by its labels costs more than counting. */
export class EntryCounters {
  readonly #metrics: RequestMetrics;
  readonly #labels: readonly [model: string, version: string];
  readonly #queue: Histogram.Internal<string>;
  readonly #compute: Histogram.Internal<string>;
  readonly #byRoute = new Map<string, RouteCounters>();

  constructor(metrics: RequestMetrics, { name, version, batches }: Entry) {
    this.#metrics = metrics;
    this.#labels = [name, version];
    this.#queue = metrics.queue.labels(name, version);
    this.#compute = metrics.compute.labels(name, version);
    const batchSize = metrics.batchSize.labels(name, version);
    batches.observe((size) => batchSize.observe(size));
  }

  /** Counts a request that is over. */
  count({ route, status, totalMs, queueMs, computeMs, phase, failure }: RequestEnding): void {
    const { duration, byStatus } = this.#byRoute.get(route) ?? this.#bindRoute(route);
    (byStatus.get(status) ?? this.#bindStatus(byStatus, { route, status })).inc();
    duration.observe(totalMs / 1000);
    if (status < 400) {
      this.#queue.observe(queueMs / 1000);
      this.#compute.observe(computeMs / 1000);
      return;
    }
    const reason = GIVEN_UP_BY[failure?.code ?? ''];
    if (reason !== undefined) this.#metrics.cancelled.labels(...this.#labels, phase, reason).inc();
  }

  /** Takes the series away: those that stay as they were look like a model that is served and never asked. */
  remove(): void {
    const [model, version] = this.#labels;
    const { requests, duration, queue, compute, batchSize, cancelled } = this.#metrics;
    for (const [route, { byStatus }] of this.#byRoute) {
      for (const status of byStatus.keys()) requests.remove(...this.#labels, route, String(status));
      duration.remove(...this.#labels, route);
    }
    for (const metric of [queue, compute, batchSize]) metric.remove(...this.#labels);
    for (const reason of new Set(Object.values(GIVEN_UP_BY))) {
      for (const phase of PHASES) cancelled.remove({ model, version, phase, reason });
    }
  }

  #bindRoute(route: string): RouteCounters {
    const bound = { duration: this.#metrics.duration.labels(...this.#labels, route), byStatus: new Map() };
    this.#byRoute.set(route, bound);
    return bound;
  }

  #bindStatus(
    byStatus: Map<number, Counter.Internal>,
    { route, status }: { readonly route: string; readonly status: number },
  ): Counter.Internal {
    const bound = this.#metrics.requests.labels(...this.#labels, route, String(status));
    byStatus.set(status, bound);
    return bound;
  }
}

const PHASES: readonly RequestEnding['phase'][] = ['receive', 'queue', 'compute', 'stream'];

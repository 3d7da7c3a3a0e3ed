// What a service counts, for Prometheus. Names and units follow https://prometheus.io/docs/practices/naming/.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { version } from '../../core/version.ts';
import type { Entry } from './entry.ts';
import type { RequestObserver } from './entry-statistics.ts';
import type { InferenceService } from './inference-service.ts';

/** From a no-op model to one that generates for a minute, in seconds; each about twice the one before. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

const LABELS = ['model', 'version'] as const;

/** Counts the requests of a service, and reads its state when it is asked. */
export class ServiceMetrics {
  readonly #registry = new Registry();
  readonly #service: InferenceService;
  readonly #requests = this.#counter(
    'truss_requests_total',
    'Requests that are over, by the HTTP status of their answer.',
  );
  readonly #duration = this.#histogram(
    'truss_request_duration_seconds',
    'From the headers of a request to the end of its answer.',
  );
  readonly #queue = this.#histogram(
    'truss_request_queue_seconds',
    'From admission until a worker was given the request; answered ones.',
  );
  readonly #compute = this.#histogram('truss_request_compute_seconds', 'What the worker took; answered ones.');
  readonly #inFlight = this.#gauge('truss_requests_in_flight', 'Requests that are accepted and not over.');
  readonly #queued = this.#gauge('truss_requests_queued', 'Requests of those that wait for a worker.');
  readonly #sessions = this.#gauge('truss_sessions_open', 'WebSockets that are open.');
  readonly #workers = this.#gauge('truss_workers', 'Workers that the model shall have.');
  readonly #ready = this.#gauge('truss_workers_ready', 'Workers that take requests.');

  constructor(service: InferenceService) {
    this.#service = service;
    const info = new Gauge({
      name: 'truss_build_info',
      help: 'The version of Truss.',
      labelNames: ['version'],
      registers: [this.#registry],
    });
    info.labels(version).set(1);
    const observe = (entry: Entry): void => {
      entry.statistics.observer = this.#observer(entry);
    };
    service.registry.entries.forEach(observe);
    service.registry.watch({ added: observe });
  }

  /** The names of all metrics. */
  get names(): Set<string> {
    return new Set(this.#registry.getMetricsAsArray().map(({ name }) => name));
  }

  /** The media type of `text`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything, in Prometheus' text format. */
  async text(): Promise<string> {
    for (const entry of this.#service.registry.entries) {
      const { name, version: modelVersion, requestsInFlight, queued, statistics, limits, readyWorkers } = entry;
      this.#inFlight.labels(name, modelVersion).set(requestsInFlight);
      this.#sessions.labels(name, modelVersion).set(statistics.openSessions);
      this.#queued.labels(name, modelVersion).set(queued);
      this.#workers.labels(name, modelVersion).set(limits.workers);
      this.#ready.labels(name, modelVersion).set(readyWorkers);
    }
    return this.#registry.metrics();
  }

  /** Children are bound once: finding one by its labels costs more than counting. */
  #observer({ name, version: modelVersion }: Entry): RequestObserver {
    const duration = this.#duration.labels(name, modelVersion);
    const queue = this.#queue.labels(name, modelVersion);
    const compute = this.#compute.labels(name, modelVersion);
    const byStatus = new Map<number, Counter.Internal>();
    return (status, totalMs, queueMs, computeMs) => {
      let requests = byStatus.get(status);
      if (requests === undefined) {
        requests = this.#requests.labels(name, modelVersion, String(status));
        byStatus.set(status, requests);
      }
      requests.inc();
      duration.observe(totalMs / 1000);
      if (status >= 400) return;
      queue.observe(queueMs / 1000);
      compute.observe(computeMs / 1000);
    };
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, labelNames: [...LABELS, 'status'], registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, labelNames: LABELS, registers: [this.#registry] });
  }

  #histogram(name: string, help: string): Histogram {
    return new Histogram({ name, help, labelNames: LABELS, buckets: BUCKETS_S, registers: [this.#registry] });
  }
}

// What a service counts, for Prometheus. Names and units follow https://prometheus.io/docs/practices/naming/.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import { version } from '../../core/version.ts';
import type { RequestEnding } from './ending.ts';
import type { RequestMetrics } from './entry-counters.ts';
import { EntryCounters } from './entry-counters.ts';
import type { Entry } from './entry.ts';
import type { InferenceService } from './inference-service.ts';

/** From a no-op model to one that generates for a minute, in seconds; each about twice the one before. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Powers of two, as people choose the largest size of a batch. */
const SIZE_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

const LABELS = ['model', 'version'] as const;

/** Counts the requests of a service, and reads its state when it is asked. */
export class ServiceMetrics {
  readonly #registry = new Registry();
  readonly #service: InferenceService;
  /** Of the entries that are served. */
  readonly #counters = new Map<Entry, EntryCounters>();
  readonly #ofRequests: RequestMetrics = {
    requests: this.#counter('truss_requests_total', 'Requests that are over, by the HTTP status of their answer.'),
    duration: this.#histogram(
      'truss_request_duration_seconds',
      'From the headers of a request to the end of its answer.',
    ),
    queue: this.#histogram(
      'truss_request_queue_seconds',
      'From admission until a worker was given the request; answered ones.',
    ),
    compute: this.#histogram('truss_request_compute_seconds', 'What the worker took; answered ones.'),
    batchSize: this.#histogram(
      'truss_batch_size',
      'How many predictions a worker was given together, of models that merge them.',
      SIZE_BUCKETS,
    ),
  };
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
    for (const entry of service.registry.entries) this.#begin(entry);
    service.registry.watch({ added: (entry) => this.#begin(entry), removed: (entry) => this.#end(entry) });
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
    const gauges = [this.#inFlight, this.#sessions, this.#queued, this.#workers, this.#ready];
    // An entry that is gone has none.
    for (const gauge of gauges) gauge.reset();
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

  /** Counts a request that is over; a session, or one whose model was never known or is gone, nowhere. */
  count(ending: RequestEnding): void {
    if (ending.entry !== null && !ending.isSession) this.#counters.get(ending.entry)?.count(ending);
  }

  #begin(entry: Entry): void {
    this.#counters.set(entry, new EntryCounters(this.#ofRequests, entry));
  }

  #end(entry: Entry): void {
    this.#counters.get(entry)?.remove();
    this.#counters.delete(entry);
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, labelNames: [...LABELS, 'status'], registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, labelNames: LABELS, registers: [this.#registry] });
  }

  #histogram(name: string, help: string, buckets: readonly number[] = BUCKETS_S): Histogram {
    return new Histogram({ name, help, labelNames: LABELS, buckets: [...buckets], registers: [this.#registry] });
  }
}

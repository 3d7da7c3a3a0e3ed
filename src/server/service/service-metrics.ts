// What a service counts, for Prometheus. Names and units follow https://prometheus.io/docs/practices/naming/.
import { Counter, Gauge, Registry } from 'prom-client';

import { version } from '../../core/version.ts';
import { residentMemory } from '../../system/processes/resident-memory.ts';
import type { RequestEnding } from './ending.ts';
import { EntryCounters, MODEL_LABELS, RequestMetrics } from './entry-counters.ts';
import type { Entry } from './entry.ts';
import { countFront } from './front-metrics.ts';
import type { InferenceService } from './inference-service.ts';

/** Counts the requests of a service, and reads its state when it is asked. */
export class ServiceMetrics {
  readonly #registry = new Registry();
  readonly #service: InferenceService;
  /** Of the entries that are served. */
  readonly #counters = new Map<Entry, EntryCounters>();
  readonly #ofRequests = new RequestMetrics(this.#registry);
  readonly #inFlight = this.#gauge('truss_requests_in_flight', 'Requests that are accepted and not over.');
  readonly #queued = this.#gauge('truss_requests_queued', 'Requests of those that wait for a worker.');
  readonly #sessions = this.#gauge('truss_sessions_open', 'WebSockets that are open.');
  readonly #workers = this.#gauge('truss_workers', 'Workers that the model shall have.');
  readonly #ready = this.#gauge('truss_workers_ready', 'Workers that take requests.');
  readonly #memory = this.#gauge('truss_worker_memory_bytes', 'Resident memory of the process of a worker.', 'worker');
  readonly #restarts = new Counter({
    name: 'truss_worker_restarts_total',
    help: 'How often a worker was started in the place of one that had ended, or did not start.',
    labelNames: MODEL_LABELS,
    registers: [this.#registry],
  });
  readonly #replaced = new Counter({
    name: 'truss_worker_replacements_total',
    help: 'How often a worker was replaced because calls for which nobody waited any more kept its places.',
    labelNames: MODEL_LABELS,
    registers: [this.#registry],
  });
  readonly #refused = new Counter({
    name: 'truss_requests_refused_total',
    help: 'Requests that were refused before it was known which model they ask, by the code of the error.',
    labelNames: ['code'],
    registers: [this.#registry],
  });

  constructor(service: InferenceService) {
    this.#service = service;
    const info = new Gauge({
      name: 'truss_build_info',
      help: 'The version of Truss.',
      labelNames: ['version'],
      registers: [this.#registry],
    });
    info.labels(version).set(1);
    countFront(this.#registry);
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
    const workers = [this.#workers, this.#ready, this.#restarts, this.#replaced];
    const metrics = [this.#inFlight, this.#sessions, this.#queued, ...workers];
    // An entry that is gone has none.
    for (const metric of metrics) metric.reset();
    for (const entry of this.#service.registry.entries) {
      const { name, version: modelVersion, requestsInFlight, queued, statistics, limits, readyWorkers } = entry;
      this.#inFlight.labels(name, modelVersion).set(requestsInFlight);
      this.#sessions.labels(name, modelVersion).set(statistics.openSessions);
      this.#queued.labels(name, modelVersion).set(queued);
      this.#workers.labels(name, modelVersion).set(limits.workers);
      this.#ready.labels(name, modelVersion).set(readyWorkers);
      this.#restarts.labels(name, modelVersion).inc(statistics.workerRestarts);
      this.#replaced.labels(name, modelVersion).inc(statistics.workerReplacements);
    }
    await this.#readMemory();
    return this.#registry.metrics();
  }

  /** Counts a request that is over; a session, or one whose model is gone, nowhere. */
  count(ending: RequestEnding): void {
    const { entry, isSession, failure } = ending;
    if (isSession) return;
    if (entry !== null) this.#counters.get(entry)?.count(ending);
    else if (failure !== null) this.#refused.labels(failure.code).inc();
  }

  async #readMemory(): Promise<void> {
    const workers = this.#service.registry.entries.flatMap(({ name, version: modelVersion, processes }) =>
      processes.map(({ worker, pid }) => ({ labels: [name, modelVersion, String(worker)] as const, pid })),
    );
    const bytes = await residentMemory(workers.map(({ pid }) => pid));
    this.#memory.reset();
    for (const [index, { labels }] of workers.entries()) {
      const found = bytes[index] ?? null;
      if (found !== null) this.#memory.labels(...labels).set(found);
    }
  }

  #begin(entry: Entry): void {
    this.#counters.set(entry, new EntryCounters(this.#ofRequests, entry));
  }

  #end(entry: Entry): void {
    this.#counters.get(entry)?.remove();
    this.#counters.delete(entry);
  }

  #gauge(name: string, help: string, ...more: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames: [...MODEL_LABELS, ...more], registers: [this.#registry] });
  }
}

import type { Counter, Histogram } from 'prom-client';

import type { RequestEnding } from './ending.ts';
import type { Entry } from './entry.ts';

/** What is counted of requests, by the model and version and, of the first, the status. */
export interface RequestMetrics {
  readonly requests: Counter;
  readonly duration: Histogram;
  readonly queue: Histogram;
  readonly compute: Histogram;
  readonly batchSize: Histogram;
}

/** The series of one entry. Children are bound once: finding one by its labels costs more than counting. */
export class EntryCounters {
  readonly #metrics: RequestMetrics;
  readonly #labels: readonly [model: string, version: string];
  readonly #duration: Histogram.Internal<string>;
  readonly #queue: Histogram.Internal<string>;
  readonly #compute: Histogram.Internal<string>;
  readonly #byStatus = new Map<number, Counter.Internal>();

  constructor(metrics: RequestMetrics, { name, version, batches }: Entry) {
    this.#metrics = metrics;
    this.#labels = [name, version];
    this.#duration = metrics.duration.labels(name, version);
    this.#queue = metrics.queue.labels(name, version);
    this.#compute = metrics.compute.labels(name, version);
    const batchSize = metrics.batchSize.labels(name, version);
    batches.observe((size) => batchSize.observe(size));
  }

  /** Counts a request that is over. */
  count({ status, totalMs, queueMs, computeMs }: RequestEnding): void {
    (this.#byStatus.get(status) ?? this.#bind(status)).inc();
    this.#duration.observe(totalMs / 1000);
    if (status >= 400) return;
    this.#queue.observe(queueMs / 1000);
    this.#compute.observe(computeMs / 1000);
  }

  /** Takes the series away: those that stay as they were look like a model that is served and never asked. */
  remove(): void {
    const { requests, duration, queue, compute, batchSize } = this.#metrics;
    for (const status of this.#byStatus.keys()) requests.remove(...this.#labels, String(status));
    for (const metric of [duration, queue, compute, batchSize]) metric.remove(...this.#labels);
  }

  #bind(status: number): Counter.Internal {
    const bound = this.#metrics.requests.labels(...this.#labels, String(status));
    this.#byStatus.set(status, bound);
    return bound;
  }
}

import type { Batch } from '../../core/batching/batch.ts';
import type { ReleaseReason } from '../../core/batching/policy.ts';

/** How many of the last batches are remembered. */
const REMEMBERED = 100;

/** A batch that is over, as it is shown. */
export interface BatchRecord {
  /** When it was answered, in ms since the epoch. */
  readonly at: number;
  readonly size: number;
  /** Why it was sent when it was. */
  readonly reason: ReleaseReason;
  /** How long its first request had waited, in ms. */
  readonly waitedMs: number;
  /** From when it was sent until its last request was answered, in ms. */
  readonly computeMs: number;
}

/** The batches of one size. */
export interface SizeTally {
  count: number;
  computeMs: number;
}

/** What a model has computed together since the server started. */
export class BatchStatistics {
  /** How many batches there were, those of one request included, and of how many requests. */
  count = 0;
  requests = 0;
  /** By size. */
  readonly sizes = new Map<number, SizeTally>();
  readonly #last: BatchRecord[] = [];
  #observer: (size: number) => void = () => {};

  /** The last batches, oldest first. */
  get last(): readonly BatchRecord[] {
    return this.#last;
  }

  /** Has somebody told of the size of each batch. */
  observe(observer: (size: number) => void): void {
    this.#observer = observer;
  }

  /** Counts a batch that is over. */
  note({ size, reason, waitedMs }: Batch, computeMs: number): void {
    this.count += 1;
    this.requests += size;
    const tally = this.sizes.get(size) ?? { count: 0, computeMs: 0 };
    tally.count += 1;
    tally.computeMs += computeMs;
    this.sizes.set(size, tally);
    this.#last.push({ at: Date.now(), size, reason, waitedMs, computeMs });
    if (this.#last.length > REMEMBERED) this.#last.shift();
    this.#observer(size);
  }
}

import type { ReleaseReason } from './policy.ts';

/** Requests that a worker was given together, until all of them are over. */
export class Batch {
  readonly size: number;
  readonly reason: ReleaseReason;
  /** When it was sent, in ms of the server's monotonic clock. */
  readonly sentAt: number;
  /** How long its first request had waited, in ms. */
  readonly waitedMs: number;
  #open: number;

  constructor({ size, reason, sentAt, waitedMs }: Pick<Batch, 'size' | 'reason' | 'sentAt' | 'waitedMs'>) {
    this.size = size;
    this.reason = reason;
    this.sentAt = sentAt;
    this.waitedMs = waitedMs;
    this.#open = size;
  }

  /** One of its requests is over; gives whether it was the last. */
  settle(): boolean {
    this.#open -= 1;
    return this.#open === 0;
  }
}

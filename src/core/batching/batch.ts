import type { ReleaseReason } from './policy.ts';

/** Requests that a worker was given together, until all of them are over. */
export class Batch {
  readonly size: number;
  readonly reason: ReleaseReason;
  /** When it was sent, in ms of the server's monotonic clock. */
  readonly sentAt: number;
  /** How long its first request had waited, in ms. */
  readonly waitedMs: number;
  #computed: number;
  #open: number;

  constructor({ size, reason, sentAt, waitedMs }: Pick<Batch, 'size' | 'reason' | 'sentAt' | 'waitedMs'>) {
    this.size = size;
    this.reason = reason;
    this.sentAt = sentAt;
    this.waitedMs = waitedMs;
    this.#computed = size;
    this.#open = size;
  }

  /** One of its requests is where predict is waited for or runs, again; gives whether none was. */
  takePlace(): boolean {
    this.#computed += 1;
    return this.#computed === 1;
  }

  /** One of its requests is over, or set aside; gives whether no other is where predict is waited for or runs. */
  leavePlace(): boolean {
    this.#computed -= 1;
    return this.#computed === 0;
  }

  /** One of its requests is over; gives whether it was the last. */
  settle(): boolean {
    this.#open -= 1;
    return this.#open === 0;
  }
}

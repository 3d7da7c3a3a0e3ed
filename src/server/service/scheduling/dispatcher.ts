import type { BatchDecision, ReleaseReason } from '../../../core/batching/policy.ts';
import { nextBatch } from '../../../core/batching/policy.ts';
import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import { LinkedQueue } from '../../../core/inference/linked-queue.ts';
import { Alarm } from './alarm.ts';
import type { RequestTaker, Scheduler } from './scheduler.ts';

/** A request that goes alone, as soon as there is room, has this reason for it. */
const ALONE: ReleaseReason = 'idle';

/** How requests are shared out. */
export interface DispatchOptions {
  /** How long a request may wait for others of its batch; null: as long as it pays. */
  readonly maxWaitMs: number | null;
}

/**
 * Gives requests to the replica with the least to do: each alone, at once; predictions of a model that can compute several in
 * one call together, as the policy of batching says. Those for which nobody has room wait in one queue.
 */
export class Dispatcher implements Scheduler {
  readonly #takers: readonly RequestTaker[];
  readonly #maxWaitMs: number | null;
  readonly #queue = new LinkedQueue<InferenceRequest>();
  readonly #alarm = new Alarm((now) => this.#feedAll(now));

  constructor(takers: readonly RequestTaker[], { maxWaitMs }: DispatchOptions = { maxWaitMs: null }) {
    this.#takers = takers;
    this.#maxWaitMs = maxWaitMs;
  }

  get queued(): number {
    return this.#queue.length;
  }

  get hasRoom(): boolean {
    return this.#leastLoaded() !== null;
  }

  add(request: InferenceRequest, now: number): void {
    this.#queue.append(request);
    // Whoever waits already has no room to wait for: it is given away as soon as there is some.
    const taker = this.#leastLoaded();
    if (taker !== null) this.feed(taker, now);
  }

  addFirst(requests: readonly InferenceRequest[], now: number): void {
    for (const request of requests.toReversed()) this.#queue.prepend(request);
    this.#feedAll(now);
  }

  remove(request: InferenceRequest): void {
    this.#queue.remove(request);
  }

  takeAll(): InferenceRequest[] {
    return this.#queue.take(Infinity);
  }

  feed(taker: RequestTaker, now: number): void {
    for (let first = this.#queue.first; first !== null; first = this.#queue.first) {
      const decision = this.#decide(first, taker, now);
      if ('waitUntil' in decision) {
        if (decision.waitUntil < Infinity) this.#alarm.setFor(decision.waitUntil, now);
        return;
      }
      taker.send(this.#queue.take(decision.send), now, decision.reason);
    }
  }

  /** What becomes of the first that wait: one that is no prediction goes alone, in its turn. */
  #decide(first: InferenceRequest, taker: RequestTaker, now: number): BatchDecision {
    const { maxBatchSize } = taker;
    if (maxBatchSize === 1 || !first.isPrediction) {
      return taker.room > 0 ? { send: 1, reason: ALONE } : { waitUntil: Infinity };
    }
    const state = {
      queued: predictionsFrom(first, maxBatchSize),
      queuedSince: first.waitsSince,
      room: taker.batchRoom > 0 ? maxBatchSize : 0,
      maxBatchSize,
      answered: taker.answered,
      maxWaitMs: this.#maxWaitMs,
    };
    return nextBatch(state, now);
  }

  #feedAll(now: number): void {
    for (const taker of this.#takers) this.feed(taker, now);
  }

  #leastLoaded(): RequestTaker | null {
    let least: RequestTaker | null = null;
    for (const taker of this.#takers) {
      const hasRoom = taker.room > 0 || taker.batchRoom > 0;
      if (hasRoom && (least === null || taker.inFlight < least.inFlight)) least = taker;
    }
    return least;
  }
}

/** How many predictions wait one after the other, up to a number. */
function predictionsFrom(first: InferenceRequest, most: number): number {
  let count = 0;
  for (
    let next: InferenceRequest | null = first;
    next !== null && next.isPrediction && count < most;
    next = next.next
  ) {
    count += 1;
  }
  return count;
}

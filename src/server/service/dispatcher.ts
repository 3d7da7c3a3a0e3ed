import { nextBatch } from '../../core/batching/policy.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import { LinkedQueue } from '../../core/inference/linked-queue.ts';
import type { RequestTaker, Scheduler } from './scheduler.ts';

/** Gives each request alone, at once, to the replica with the least to do; those for which nobody has room wait in one queue. */
export class Dispatcher implements Scheduler {
  readonly #takers: readonly RequestTaker[];
  readonly #queue = new LinkedQueue<InferenceRequest>();

  constructor(takers: readonly RequestTaker[]) {
    this.#takers = takers;
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
    for (const taker of this.#takers) this.feed(taker, now);
  }

  remove(request: InferenceRequest): void {
    this.#queue.remove(request);
  }

  takeAll(): InferenceRequest[] {
    return this.#queue.take(Infinity);
  }

  feed(taker: RequestTaker, now: number): void {
    for (;;) {
      const state = { queued: this.#queue.length, room: taker.room, maxBatchSize: 1, answered: null };
      const decision = nextBatch(state, now);
      // A batch of one waits for nobody: what ends the wait is a request or an answer, of which we are told.
      if (!('send' in decision)) return;
      taker.send(this.#queue.take(decision.send), now);
    }
  }

  #leastLoaded(): RequestTaker | null {
    let least: RequestTaker | null = null;
    for (const taker of this.#takers) {
      if (taker.room > 0 && (least === null || taker.inFlight < least.inFlight)) least = taker;
    }
    return least;
  }
}

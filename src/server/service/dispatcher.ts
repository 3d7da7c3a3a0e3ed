import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import { LinkedQueue } from '../../core/inference/linked-queue.ts';
import type { Replica } from './replica.ts';

/** Who gets which request when: the queue of an entry and the choice among its replicas. */
export class Dispatcher {
  #replicas: readonly Replica[];
  readonly #queue = new LinkedQueue<InferenceRequest>();

  constructor(replicas: readonly Replica[]) {
    this.#replicas = replicas;
  }

  /** How many requests wait. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Whether a request would be sent at once. */
  get hasRoom(): boolean {
    return this.#leastLoaded() !== null;
  }

  /** Sends a request to the replica with the least to do, or lets it wait. */
  add(request: InferenceRequest): void {
    // Whoever waits already has no room to wait for: it is given away as soon as there is some.
    const replica = this.#leastLoaded();
    if (replica === null) this.#queue.append(request);
    else replica.send(request);
  }

  /** Lets requests that were sent in vain wait before all others, in their order. */
  addFirst(requests: readonly InferenceRequest[]): void {
    for (const request of requests.toReversed()) {
      request.requeued();
      this.#queue.prepend(request);
    }
  }

  /** Takes a request out of the queue, in which it must be. */
  remove(request: InferenceRequest): void {
    this.#queue.remove(request);
  }

  /** Takes the first request out of the queue, or gives null. */
  takeFirst(): InferenceRequest | null {
    return this.#queue.shift();
  }

  /** Gives waiting requests to a replica as long as it has room. */
  feed(replica: Replica): void {
    while (this.#queue.length > 0 && replica.hasRoom) {
      const request = this.#queue.shift();
      if (request !== null) replica.send(request);
    }
  }

  /** Lets other replicas have what waits and what comes. */
  changeTo(replicas: readonly Replica[]): void {
    this.#replicas = replicas;
    this.feedAll();
  }

  /** Gives waiting requests to all replicas that have room. */
  feedAll(): void {
    for (const replica of this.#replicas) this.feed(replica);
  }

  #leastLoaded(): Replica | null {
    let least: Replica | null = null;
    for (const replica of this.#replicas) {
      if (replica.hasRoom && (least === null || replica.inFlight < least.inFlight)) least = replica;
    }
    return least;
  }
}

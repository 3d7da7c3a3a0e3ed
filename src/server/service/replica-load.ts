// What a replica has to do: how many requests it has, and how many more it should get.
import { Batch } from '../../core/batching/batch.ts';
import type { AnsweredBatch, ReleaseReason } from '../../core/batching/policy.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import { prefetchLimit, smoothCompute } from '../../core/inference/prefetch-policy.ts';
import type { WakefulLoop } from './wakeful-loop.ts';

/**
 * Requests in preprocess and postprocess, beside those that are computed. A model whose postprocess is slower than its predict
 * would pile them up without end.
 */
const MAX_ASIDE = 128;

/** The requests of one replica, counted. Each `now` is in ms of the server's monotonic clock. */
export class ReplicaLoad {
  readonly #predictConcurrency: number;
  readonly #loop: WakefulLoop;
  #inFlight = 0;
  #aside = 0;
  #sessions = 0;
  #meanMicros = 0;
  #limit: number;
  #openBatches = 0;
  #answered: AnsweredBatch | null = null;
  /** How many predictions the model may compute in one call. */
  maxBatchSize = 1;

  constructor(predictConcurrency: number, loop: WakefulLoop) {
    this.#predictConcurrency = predictConcurrency;
    this.#loop = loop;
    this.#limit = prefetchLimit(0, predictConcurrency);
  }

  /** Sessions; they wait for their clients most of the time, so they count as no load. */
  get sessions(): number {
    return this.#sessions;
  }

  /** Requests, without sessions and those that are set aside. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Whether so many are set aside that it gets no more. */
  get isCrowded(): boolean {
    return this.#aside >= MAX_ASIDE;
  }

  /** How many more requests there should be now rather than later. */
  get room(): number {
    return this.isCrowded ? 0 : Math.max(0, this.#limit - this.#inFlight);
  }

  /**
   * How many more batches there should be now: one for each call that the model computes at a time, and none ahead, since those that
   * come meanwhile make the next one larger.
   */
  get batchRoom(): number {
    if (this.isCrowded || this.maxBatchSize === 1) return 0;
    return Math.max(0, this.#predictConcurrency - this.#openBatches);
  }

  /** The batch that was answered last; null: none yet. */
  get answered(): AnsweredBatch | null {
    return this.#answered;
  }

  /** Requests are about to be sent, several only where they are a batch. */
  add(requests: readonly InferenceRequest[], now: number, reason: ReleaseReason): void {
    const wasIdle = this.#inFlight === 0;
    const batch = this.#openBatch(requests, now, reason);
    for (const request of requests) {
      request.sent(now, batch);
      if (request.isSession) this.#sessions += 1;
      else this.#inFlight += 1;
    }
    if (wasIdle && this.#inFlight === 1) this.#loop.requestSent(now);
  }

  /** A request has left the place of predict, or comes back to it. */
  setAside(request: InferenceRequest, isAside: boolean, now: number): void {
    request.setAside(isAside);
    this.#aside += isAside ? 1 : -1;
    if (isAside) this.#leavePlace(request, now);
    else this.#takePlace(request, now);
  }

  /** A request is over; gives its batch, where that is over with it. */
  settle(request: InferenceRequest, now: number): Batch | null {
    if (request.isSession) {
      this.#sessions -= 1;
      return null;
    }
    const { batch, computeMicros } = request;
    if (request.isAside) this.#aside -= 1;
    else this.#leavePlace(request, now);
    this.#meanMicros = smoothCompute(this.#meanMicros, computeMicros);
    this.#limit = prefetchLimit(this.#meanMicros, this.#predictConcurrency);
    if (batch?.settle() !== true) return null;
    this.#answered = { at: now, size: batch.size, computeMs: now - batch.sentAt };
    return batch;
  }

  /** The process is gone, and with it all that it had. */
  clear(): void {
    this.#inFlight = 0;
    this.#aside = 0;
    this.#sessions = 0;
    this.#openBatches = 0;
  }

  #openBatch(requests: readonly InferenceRequest[], sentAt: number, reason: ReleaseReason): Batch | null {
    const [first] = requests;
    if (this.maxBatchSize === 1 || first?.isPrediction !== true) return null;
    this.#openBatches += 1;
    return new Batch({ size: requests.length, reason, sentAt, waitedMs: sentAt - first.waitsSince });
  }

  #takePlace({ batch }: InferenceRequest, now: number): void {
    if (batch?.takePlace() === true) this.#openBatches += 1;
    this.#inFlight += 1;
    if (this.#inFlight === 1) this.#loop.requestSent(now);
  }

  #leavePlace({ batch }: InferenceRequest, now: number): void {
    if (batch?.leavePlace() === true) this.#openBatches -= 1;
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#loop.answerCame(now);
  }
}

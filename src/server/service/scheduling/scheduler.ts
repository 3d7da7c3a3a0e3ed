// The seam between the requests of an edition and its replicas: who gets which request when. A scheduler has the queue;
// it is told what happens, and gives requests to whom they shall go.
import type { AnsweredBatch, ReleaseReason } from '../../../core/batching/policy.ts';
import type { InferenceRequest } from '../../../core/inference/inference-request.ts';

/** A replica, as a scheduler sees it. */
export interface RequestTaker {
  /** How many requests it should get now rather than later; 0 where it is not ready. */
  readonly room: number;
  /** How many it has and has not answered. */
  readonly inFlight: number;
  /** How many predictions it may compute in one call; 1: it merges none. */
  readonly maxBatchSize: number;
  /** How many batches it should get now rather than later; 0 where it merges none, or is not ready. */
  readonly batchRoom: number;
  /** The batch that it answered last; null: none yet. */
  readonly answered: AnsweredBatch | null;
  /**
   * Gives it requests, several only where they are predictions that it may compute together; at `now` in ms of the server's
   * monotonic clock, and why now.
   */
  send(requests: readonly InferenceRequest[], now: number, reason: ReleaseReason): void;
}

/** Shares requests out among the replicas of an edition. Each `now` is in ms of the server's monotonic clock. */
export interface Scheduler {
  /** How many requests wait. */
  readonly queued: number;
  /** Whether a request would be sent at once. */
  readonly hasRoom: boolean;
  /** Takes a request, which is sent now or waits. */
  add(request: InferenceRequest, now: number): void;
  /** Takes requests before all that wait, in their order: they were sent in vain, or have waited for another edition. */
  addFirst(requests: readonly InferenceRequest[], now: number): void;
  /** Lets go of a request that waits. */
  remove(request: InferenceRequest): void;
  /** Lets go of all that wait, in their order. */
  takeAll(): InferenceRequest[];
  /** A replica has room: it has started or answered something. */
  feed(taker: RequestTaker, now: number): void;
}

/** Makes the scheduler of an edition with these replicas. */
export type CreateScheduler = (takers: readonly RequestTaker[]) => Scheduler;

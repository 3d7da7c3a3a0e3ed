// What an edition of a model is made from: the service's side of `create-edition.ts`.
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import type { TimeLimits } from '../../core/inference/overdue.ts';
import type { SlotTable } from '../../core/inference/slot-table.ts';
import type { Signature } from '../../core/protocols/signature.ts';
import type { Arrival, Backend, BackendListener } from '../backends/backend.ts';
import type { ModelFacts } from './model-facts.ts';
import type { CreateScheduler } from './scheduling/scheduler.ts';
import type { WarmUp } from './warm-up.ts';

/** The bounds within which an entry takes requests. */
export interface EntryLimits extends TimeLimits {
  readonly workers: number;
  readonly predictConcurrency: number;
  readonly maxQueue: number;
  readonly maxBodyBytes: number;
  /** How long a call may go on for which nobody waits and others do, until its worker is replaced; null: the replica decides. */
  readonly cancellationGraceMs: number | null;
  /** How often the client of a WebSocket is pinged, and how long its answer may take; Infinity: never, or for ever; null: as for all. */
  readonly pingIntervalMs: number | null;
  readonly pingTimeoutMs: number | null;
}

/** What differs from one edition of a model to the next. */
export interface EditionParts {
  /** What the config says goes into the model and comes out. */
  readonly signature: Signature | null;
  readonly facts: ModelFacts;
  readonly limits: EntryLimits;
  readonly warmUp: WarmUp;
  /** Files that its first start waits for; null: all are there. */
  readonly arrival: Arrival | null;
  readonly createScheduler: CreateScheduler;
  readonly createBackend: (index: number, requests: SlotTable<InferenceRequest>, listener: BackendListener) => Backend;
}

// One state of a model: the code, the config and the environment that its workers were started with.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Signature } from '../../core/protocols/signature.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import type { SlotTable } from '../../core/inference/slot-table.ts';
import type { Backend, BackendExit, BackendListener, Capabilities } from '../backends/backend.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ModelFacts } from './model-facts.ts';
import type { ReplicaOwner } from './replica.ts';
import { Replica } from './replica.ts';
import type { WakefulLoop } from './wakeful-loop.ts';

/** The bounds within which an entry takes requests. */
export interface EntryLimits {
  readonly workers: number;
  readonly predictConcurrency: number;
  readonly maxQueue: number;
  readonly maxBodyBytes: number;
  readonly timeoutMs: number;
  /** How long a stream may pause between two items. */
  readonly streamPauseMs: number;
}

/** What differs from one edition of a model to the next. */
export interface EditionParts {
  /** What the config says goes into the model and comes out. */
  readonly signature: Signature | null;
  readonly facts: ModelFacts;
  readonly limits: EntryLimits;
  readonly createBackend: (index: number, requests: SlotTable<InferenceRequest>, listener: BackendListener) => Backend;
}

/** Who is told what happens to the replicas of an edition. */
export interface EditionOwner {
  started(edition: Edition, replica: Replica): void;
  startFailed(edition: Edition, error: TrussError): void;
  settled(edition: Edition, replica: Replica, request: InferenceRequest): void;
  lost(edition: Edition, exit: BackendExit): void;
}

/** What an edition has from its entry. */
export interface EditionOptions {
  readonly parts: EditionParts;
  readonly requests: SlotTable<InferenceRequest>;
  readonly owner: EditionOwner;
  readonly loop: WakefulLoop;
  readonly logger: Logger;
  /** It shall take the place of another one, and must show first that it can. */
  readonly isOnTrial: boolean;
}

/** The replicas that run the same edition of a model. */
export class Edition implements ReplicaOwner {
  readonly signature: Signature | null;
  readonly limits: EntryLimits;
  readonly facts: ModelFacts;
  readonly replicas: readonly Replica[];
  readonly #requests: SlotTable<InferenceRequest>;
  readonly #owner: EditionOwner;
  readonly #loaded = Promise.withResolvers<void>();
  #isOnTrial: boolean;
  #failure: TrussError | null = null;
  #capabilities: Capabilities | null = null;

  constructor({ parts, requests, owner, loop, logger, isOnTrial }: EditionOptions) {
    this.signature = parts.signature;
    this.limits = parts.limits;
    this.facts = parts.facts;
    this.#requests = requests;
    this.#owner = owner;
    this.#isOnTrial = isOnTrial;
    const { workers, predictConcurrency } = parts.limits;
    this.replicas = Array.from({ length: workers }, (_, index) => {
      const createBackend = (listener: BackendListener): Backend => parts.createBackend(index, requests, listener);
      return new Replica({
        createBackend,
        predictConcurrency,
        owner: this,
        loop,
        logger: logger.child({ worker: index }),
      });
    });
    // Only who replaces another edition awaits it.
    this.#loaded.promise.catch(() => {});
  }

  /** Resolves when every replica is ready; rejects with the TrussError of the first that fails, or of a shutdown. */
  get loaded(): Promise<void> {
    return this.#loaded.promise;
  }

  /** What went wrong first with one of its replicas. */
  get failure(): TrussError | null {
    return this.#failure;
  }

  get isOnTrial(): boolean {
    return this.#isOnTrial;
  }

  /** What the model can do; null until it was loaded once. */
  get capabilities(): Capabilities | null {
    return this.#capabilities;
  }

  /** Starts all replicas. */
  start(): void {
    for (const replica of this.replicas) replica.start();
  }

  /** It has shown that it can: from now on a replica that ends is started again. */
  passTrial(): void {
    this.#isOnTrial = false;
  }

  /** Takes nothing more; every replica answers what it has, however long that takes, and ends. */
  async retire(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.retire(() => this.#isAwaited(replica))));
  }

  /** Lets every replica finish what it has and end. */
  async drain(): Promise<void> {
    this.#refuse();
    await Promise.all(this.replicas.map((replica) => replica.drain()));
  }

  /** Ends every replica now. */
  async kill(): Promise<void> {
    this.#refuse();
    await Promise.all(this.replicas.map((replica) => replica.kill()));
  }

  started(replica: Replica, capabilities: Capabilities): void {
    this.#capabilities = capabilities;
    if (this.replicas.every((each) => each.isReady)) this.#loaded.resolve();
    this.#owner.started(this, replica);
  }

  startFailed(_replica: Replica, error: TrussError): void {
    this.#fail(error);
    this.#owner.startFailed(this, error);
  }

  settled(replica: Replica, request: InferenceRequest): void {
    this.#owner.settled(this, replica, request);
  }

  lost(_replica: Replica, exit: BackendExit): void {
    this.#fail(new TrussError('WORKER_DIED', { message: `The worker process ${exit.reason}` }));
    this.#owner.lost(this, exit);
  }

  /** Whether somebody waits for an answer of this replica: one that hangs has nobody left after the deadline. */
  #isAwaited(replica: Replica): boolean {
    let isAwaited = false;
    this.#requests.forEach((request) => {
      isAwaited ||= request.isWanted && replica.has(request);
    });
    return isAwaited;
  }

  #refuse(): void {
    this.#fail(new TrussError('SERVER_DRAINING', { message: 'The server is shutting down' }));
  }

  #fail(error: TrussError): void {
    this.#failure ??= error;
    this.#loaded.reject(error);
  }
}

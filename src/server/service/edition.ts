// One state of a model: the code, the config and the environment that its workers were started with.
import type { Batch } from '../../core/batching/batch.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import type { SlotTable } from '../../core/inference/slot-table.ts';
import type { OwnMetrics } from '../../core/metrics/own-metrics.ts';
import type { Signature } from '../../core/protocols/signature.ts';
import type { Arrival, Backend, BackendExit, BackendListener, Capabilities, Health } from '../backends/backend.ts';
import { WELL } from '../backends/backend.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { EditionParts, EntryLimits } from './edition-parts.ts';
import type { ModelFacts } from './model-facts.ts';
import type { ReplicaOwner } from './replica.ts';
import { Replica } from './replica.ts';
import type { Scheduler } from './scheduling/scheduler.ts';
import type { WakefulLoop } from './wakeful-loop.ts';
import type { WarmUp } from './warm-up.ts';
import { warmUp } from './warm-up.ts';

/** Who is told what happens to the replicas of an edition. */
export interface EditionOwner {
  /** A replica of it takes requests from now on. */
  started(edition: Edition): void;
  /** A replica of it is replaced, since calls for which nobody waits keep its places. */
  replaced(): void;
  /** A process of it is about to be started in the place of one that has ended or did not start. */
  restarts(): void;
  /** A replica of it could not be started; it may be tried again. */
  startFailed(edition: Edition, error: TrussError): void;
  /** A request that it had is over: its slot may be freed. */
  settled(request: InferenceRequest): void;
  /** All requests of a batch that it had are over. */
  batchAnswered(batch: Batch, computeMs: number): void;
  /** A replica of it ended with requests unanswered. */
  lost(edition: Edition, exit: BackendExit): void;
}

/** The process of a worker. */
export interface NumberedProcess {
  /** The number of the worker, which the one that follows has, too. */
  readonly worker: number;
  readonly pid: number;
}

/** What an edition has from its entry. */
export interface EditionOptions {
  readonly parts: EditionParts;
  readonly requests: SlotTable<InferenceRequest>;
  readonly owner: EditionOwner;
  readonly loop: WakefulLoop;
  /** The metrics of the model's own, of all editions. */
  readonly ownMetrics: OwnMetrics;
  readonly logger: Logger;
  /** It shall take the place of another one, and must show first that it can. */
  readonly isOnTrial: boolean;
}

/** The replicas that run the same edition of a model, and the scheduler that shares requests out among them. */
export class Edition implements ReplicaOwner {
  readonly signature: Signature | null;
  readonly limits: EntryLimits;
  readonly facts: ModelFacts;
  readonly replicas: readonly Replica[];
  readonly scheduler: Scheduler;
  readonly #requests: SlotTable<InferenceRequest>;
  readonly #owner: EditionOwner;
  readonly #ownMetrics: OwnMetrics;
  readonly #loaded = Promise.withResolvers<void>();
  readonly #warmUp: WarmUp;
  readonly #arrival: Arrival | null;
  readonly #logger: Logger;
  #isOnTrial: boolean;
  #failure: TrussError | null = null;
  #capabilities: Capabilities | null = null;

  constructor({ parts, requests, owner, loop, ownMetrics, logger, isOnTrial }: EditionOptions) {
    this.signature = parts.signature;
    this.limits = parts.limits;
    this.facts = parts.facts;
    this.#requests = requests;
    this.#owner = owner;
    this.#warmUp = parts.warmUp;
    this.#arrival = parts.arrival;
    this.#ownMetrics = ownMetrics;
    this.#logger = logger;
    this.#isOnTrial = isOnTrial;
    const { workers, predictConcurrency, cancellationGraceMs } = parts.limits;
    this.replicas = Array.from({ length: workers }, (_, index) => {
      const createBackend = (listener: BackendListener): Backend => parts.createBackend(index, requests, listener);
      return new Replica({
        createBackend,
        predictConcurrency,
        cancellationGraceMs,
        arrival: parts.arrival,
        owner: this,
        loop,
        logger: logger.child({ worker: index }),
      });
    });
    this.scheduler = parts.createScheduler(this.replicas);
    // Only who replaces another edition awaits it.
    this.#loaded.promise.catch(() => {});
  }

  /** Starts all replicas. */
  start(): void {
    for (const replica of this.replicas) replica.start();
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

  /** It has shown that it can: from now on a replica that ends is started again. */
  passTrial(): void {
    this.#isOnTrial = false;
  }

  /** What the model can do; null until it was loaded once. */
  get capabilities(): Capabilities | null {
    return this.#capabilities;
  }

  /** Those of its replicas that take requests. */
  get ready(): Replica[] {
    return this.replicas.filter((replica) => replica.isReady);
  }

  /** Whether a replica takes requests, or can be expected to. */
  get isExpected(): boolean {
    return this.replicas.some((replica) => replica.isExpected);
  }

  /** What went wrong last with a replica that is not ready. */
  get trouble(): TrussError | null {
    return this.replicas.find((replica) => replica.trouble !== null)?.trouble ?? null;
  }

  /** Why no replica is ready, where none is. */
  get reason(): string {
    if (this.trouble !== null) return this.trouble.message;
    if (this.#failure?.code === 'SERVER_DRAINING') return 'it is shutting down';
    const share = this.#arrival?.share() ?? '';
    return share === '' ? 'it is loading' : `it is loading: ${share} of its weights are there`;
  }

  /** Whether a replica is ready, and why none is. */
  get readiness(): Health {
    return this.ready.length > 0 ? WELL : { healthy: false, reason: this.reason };
  }

  /** Whether a replica is ready whose model says that it is well, and why none is. */
  async health(): Promise<Health> {
    const answers = await Promise.all(this.ready.map((replica) => replica.health()));
    return answers.find((answer) => answer.healthy) ?? answers[0] ?? this.readiness;
  }

  /** What each ready replica's model counts itself, in Prometheus' text format; with the replica's number. */
  async modelMetrics(): Promise<{ worker: number; text: string }[]> {
    const ready = this.replicas
      .map((replica, worker) => ({ replica, worker }))
      .filter(({ replica }) => replica.isReady);
    return Promise.all(ready.map(async ({ replica, worker }) => ({ worker, text: await replica.metrics() })));
  }

  /** The processes of its workers, as far as it is known which one computes. */
  get processes(): NumberedProcess[] {
    return this.replicas.flatMap(({ pid }, worker) => (pid === null ? [] : [{ worker, pid }]));
  }

  /** How many sessions its replicas have. */
  get sessions(): number {
    return this.replicas.reduce((count, { sessions }) => count + sessions, 0);
  }

  /** The ready replica with the fewest sessions; null where none is ready. */
  get leastOpen(): Replica | null {
    const [first] = this.ready.toSorted((a, b) => a.sessions - b.sessions);
    return first ?? null;
  }

  /** Replaces each replica whose places are kept by calls that were cancelled long ago. */
  replaceStuck(now: number): void {
    const isWaitedFor = this.scheduler.queued > 0;
    for (const replica of this.ready) {
      const requests: InferenceRequest[] = [];
      this.#requests.forEach((request) => {
        if (!request.isSession && replica.has(request)) requests.push(request);
      });
      replica.replaceIfStuck(requests, isWaitedFor, now);
    }
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

  async warm(replica: Replica): Promise<void> {
    const { examples, isRequired } = this.#warmUp;
    try {
      await warmUp(replica, examples, this.#requests);
    } catch (error) {
      if (isRequired || !(error instanceof TrussError)) throw error;
      this.#logger.warn({ code: error.code }, error.message);
    }
  }

  started(replica: Replica, capabilities: Capabilities): void {
    this.#capabilities = capabilities;
    if (this.replicas.every((each) => each.isReady)) this.#loaded.resolve();
    this.#owner.started(this);
    this.scheduler.feed(replica, performance.now());
  }

  replaced(): void {
    this.#owner.replaced();
  }

  restarts(): void {
    this.#owner.restarts();
  }

  counted(replica: Replica, told: unknown): void {
    this.#ownMetrics.take(replica, told);
  }

  startFailed(replica: Replica, error: TrussError): void {
    this.#ownMetrics.forget(replica);
    this.#fail(error);
    this.#owner.startFailed(this, error);
  }

  settled(replica: Replica, request: InferenceRequest, now: number): void {
    this.#owner.settled(request);
    this.scheduler.feed(replica, now);
  }

  hasRoom(replica: Replica, now: number): void {
    this.scheduler.feed(replica, now);
  }

  batchAnswered(batch: Batch, computeMs: number): void {
    this.#owner.batchAnswered(batch, computeMs);
  }

  lost(replica: Replica, exit: BackendExit): void {
    this.#ownMetrics.forget(replica);
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

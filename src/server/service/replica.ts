// One place for a backend: starts one, and another when it ends. All transitions of its state are here.
import type { Batch } from '../../core/batching/batch.ts';
import type { AnsweredBatch, ReleaseReason } from '../../core/batching/policy.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import type { ReplicaEvent, ReplicaState } from '../../core/inference/replica-state.ts';
import { nextReplicaState } from '../../core/inference/replica-state.ts';
import { countFailure, restartDelayMs } from '../../core/inference/restart-policy.ts';
import { isStuck } from '../../core/inference/stuck-calls.ts';
import type {
  Arrival,
  Backend,
  BackendExit,
  BackendListener,
  Capabilities,
  Health,
  StartOutcome,
  Upgrade,
} from '../backends/backend.ts';
import { WELL } from '../backends/backend.ts';
import type { Logger } from '../telemetry/logger.ts';
import { ReplicaLoad } from './replica-load.ts';
import type { RequestTaker } from './scheduling/scheduler.ts';
import type { WakefulLoop } from './wakeful-loop.ts';

/** Who is told what happens to a replica. */
export interface ReplicaOwner {
  /** Whether a replica that ends is not started again, and the owner says why it ended. */
  readonly isOnTrial: boolean;
  /** Its model is loaded; resolves when it has answered what it shall before it is ready, rejects with a TrussError where it is not. */
  warm(replica: Replica): Promise<void>;
  /** It takes requests from now on. */
  started(replica: Replica, capabilities: Capabilities): void;
  /** It is replaced, since calls for which nobody waits keep its places. */
  replaced(): void;
  /** Its process has ended, or did not start, and another one is about to be started. */
  restarts(): void;
  /** It could not be started; it may be tried again. */
  startFailed(replica: Replica, error: TrussError): void;
  /** What its model counts itself has changed, as `BackendListener.counted` says. */
  counted(replica: Replica, told: unknown): void;
  /** A request that it had is over: its slot may be freed, and the replica has room; `now` as in `Replica.send`. */
  settled(replica: Replica, request: InferenceRequest, now: number): void;
  /** All requests of a batch that it had are over. */
  batchAnswered(batch: Batch, computeMs: number): void;
  /** It has room for another request, though none is over. */
  hasRoom(replica: Replica, now: number): void;
  /** It ended with requests unanswered. */
  lost(replica: Replica, exit: BackendExit): void;
}

/** What a replica is made with. */
export interface ReplicaOptions {
  readonly createBackend: (listener: BackendListener) => Backend;
  readonly predictConcurrency: number;
  /** As `EntryLimits` says. */
  readonly cancellationGraceMs: number | null;
  /** Files that a start waits for; null: all are there. */
  readonly arrival: Arrival | null;
  readonly owner: ReplicaOwner;
  readonly loop: WakefulLoop;
  readonly logger: Logger;
}

/** How often a replica that retires looks whether it is done. It holds up nobody: its successor answers already. */
const RETIRE_CHECK_MS = 50;

/**
 * How long a call may go on for which nobody waits, at least, where the config does not say. Else it is what a start takes: whoever waits as
 * long as replacing would have cost pays at most twice what is needed, however long the call would have gone on.
 */
const MIN_GRACE_MS = 30_000;

const UNWANTED = new TrussError('SERVER_DRAINING', { message: 'The server is shutting down' });

const BUG = 'A bug in Truss: please report it';

/** A replica of an entry's model. */
export class Replica implements BackendListener, RequestTaker {
  readonly #options: ReplicaOptions;
  readonly #load: ReplicaLoad;
  #state: ReplicaState = 'starting';
  #backend: Backend | null = null;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #readySince = 0;
  /** Whether the last start that is over was a good one. */
  #wasReady = false;
  #hasBeenReady = false;
  #trouble: TrussError | null = null;
  #wasWell = true;
  #isRejected = false;
  /** How long the last start took that was a good one. */
  #startMs = 0;
  /** Why it is being replaced; null: it is not. */
  #replacedFor: string | null = null;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    this.#load = new ReplicaLoad(options.predictConcurrency, options.loop);
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Why it is not ready, where a start failed or a process ended; null while it loads for the first time. */
  get trouble(): TrussError | null {
    return this.#trouble;
  }

  /** Whether waiting for it makes sense: it is ready, or a process that was has ended and no start has failed since. */
  get isExpected(): boolean {
    return this.isReady || (this.#wasReady && (this.#state === 'starting' || this.#state === 'waiting'));
  }

  /** Sessions that it has; they wait for their clients most of the time, so they count as no load. */
  get sessions(): number {
    return this.#load.sessions;
  }

  /** Of its process; null where there is none, or nobody knows which one computes. */
  get pid(): number | null {
    return this.#backend?.pid ?? null;
  }

  /** Requests, without sessions and those that are set aside, that it has and has not answered. */
  get inFlight(): number {
    return this.#load.inFlight;
  }

  /** How many requests it should get now rather than later. */
  get room(): number {
    return this.#takesMore ? this.#load.room : 0;
  }

  /** How many predictions its model may compute in one call. */
  get maxBatchSize(): number {
    return this.#load.maxBatchSize;
  }

  /** How many batches it should get now rather than later. */
  get batchRoom(): number {
    return this.#takesMore ? this.#load.batchRoom : 0;
  }

  /** The batch that it answered last. */
  get answered(): AnsweredBatch | null {
    return this.#load.answered;
  }

  /** Starts a process; the owner hears how it went. */
  start(): void {
    this.#isRejected = false;
    const backend = this.#options.createBackend(this);
    this.#backend = backend;
    void this.#awaitStart(backend);
  }

  /** Gives it requests; `now` is in ms of the server's monotonic clock, `reason` says why now. Only when it is ready. */
  send(requests: readonly InferenceRequest[], now: number, reason: ReleaseReason = 'idle'): void {
    this.#load.add(requests, now, reason);
    this.#backend?.send(requests);
  }

  /** Hands a connection over to its process, which is an HTTP server of its own. Only when it is ready. */
  upgrade(upgrade: Upgrade): void {
    this.#backend?.upgrade?.(upgrade);
  }

  /** What its model counts itself, in Prometheus' text format. Only when it is ready. */
  async metrics(): Promise<string> {
    return (await this.#backend?.metrics()) ?? '';
  }

  /** Whether its model says that it is well. Only when it is ready. */
  async health(): Promise<Health> {
    const health = (await this.#backend?.health()) ?? WELL;
    this.#noteHealth(health);
    return health;
  }

  /** Whether it was given this request, and has not answered it. */
  has(request: InferenceRequest): boolean {
    return request.carrier !== null && request.carrier === this.#backend;
  }

  /** Ends its process, and starts another one, where calls that were cancelled long ago keep places for which requests wait. */
  replaceIfStuck(requests: readonly InferenceRequest[], isWaitedFor: boolean, now: number): void {
    const backend = this.#backend;
    if (backend === null || !this.#takesMore) return;
    const { predictConcurrency, cancellationGraceMs, logger, owner } = this.#options;
    const graceMs = cancellationGraceMs ?? Math.max(MIN_GRACE_MS, this.#startMs);
    const { isCrowded } = this.#load;
    const hasBegun = (request: InferenceRequest): boolean => backend.hasBegun(request);
    if (!isStuck({ requests, hasBegun, predictConcurrency, isCrowded, isWaitedFor, graceMs }, now)) return;
    const graceSeconds = Math.round(graceMs) / 1000;
    this.#replacedFor = `was replaced, since the model did not come back within ${graceSeconds} s after a request was cancelled`;
    const calls = requests.filter(({ cancelledAt }) => cancelledAt > 0).map(({ id }) => id);
    logger.warn({ requests: calls, graceMs: Math.round(graceMs) }, `The worker process ${this.#replacedFor}`);
    owner.replaced();
    void backend.kill();
  }

  /** Takes nothing more, and ends for good when `isAwaited` says that nobody waits for an answer of it any longer. */
  async retire(isAwaited: () => boolean): Promise<void> {
    if (!this.isReady) return this.drain();
    this.#move('drain');
    while (isAwaited()) await new Promise((resolve) => setTimeout(resolve, RETIRE_CHECK_MS));
    await this.#backend?.drain();
  }

  /** Finishes what it has and ends for good. */
  async drain(): Promise<void> {
    const mayFinish = this.isReady || this.#state === 'draining';
    clearTimeout(this.#retry);
    this.#move('drain');
    await (mayFinish ? this.#backend?.drain() : this.#backend?.kill());
  }

  /** Ends for good, now. */
  async kill(): Promise<void> {
    clearTimeout(this.#retry);
    this.#move('drain');
    await this.#backend?.kill();
  }

  settled(request: InferenceRequest): void {
    const now = performance.now();
    const batch = this.#load.settle(request, now);
    if (batch !== null) this.#options.owner.batchAnswered(batch, now - batch.sentAt);
    this.#options.owner.settled(this, request, now);
  }

  setAside(request: InferenceRequest, isAside: boolean): void {
    if (request.isAside === isAside || request.isSession) return;
    const now = performance.now();
    this.#load.setAside(request, isAside, now);
    if (isAside) this.#options.owner.hasRoom(this, now);
  }

  counted(told: unknown): void {
    this.#options.owner.counted(this, told);
  }

  exited(exit: BackendExit): void {
    // By us, since it could not be warmed up: nobody waits for what it has not answered.
    if (this.#isRejected) return [...exit.begun, ...exit.unbegun].forEach((request) => this.settled(request));
    const { logger, owner } = this.#options;
    if (this.#replacedFor !== null && this.#state !== 'draining') return this.#startAgain(exit, this.#replacedFor);
    if (this.#state !== 'draining') {
      const { reason, lastLines, begun, unbegun } = exit;
      const counts = { failed: begun.length, passedOn: unbegun.length };
      logger.error({ ...counts, ...(lastLines.length > 0 && { lastLines }) }, `The worker process ${reason}`);
      this.#trouble = new TrussError('WORKER_DIED', { message: `its worker process ${reason}` });
    }
    this.#failures = countFailure(this.#failures, performance.now() - this.#readySince);
    this.#load.clear();
    this.#end(owner.isOnTrial ? 'broken' : 'lost');
    owner.lost(this, exit);
  }

  /** Whether it can be given more requests. */
  get #takesMore(): boolean {
    return this.isReady && this.#replacedFor === null;
  }

  /** Its process was ended so that another one takes its place: no failure, so it does not wait. */
  #startAgain(exit: BackendExit, reason: string): void {
    this.#replacedFor = null;
    this.#trouble = new TrussError('WORKER_DIED', { message: `its worker process ${reason}` });
    this.#load.clear();
    this.#end('lost');
    this.#options.owner.lost(this, { ...exit, reason });
  }

  async #awaitStart(backend: Backend): Promise<void> {
    const startedAt = performance.now();
    const outcome = await this.#outcomeOf(backend);
    // It has ended while it was warmed up, of which everybody knows.
    if (this.#backend !== backend) return;
    if (outcome.kind === 'ready') {
      this.#move('started');
      if (!this.isReady) return;
      this.#readySince = performance.now();
      this.#startMs = this.#readySince - startedAt;
      this.#wasReady = true;
      this.#hasBeenReady = true;
      this.#wasWell = true;
      this.#trouble = null;
      this.#load.maxBatchSize = outcome.capabilities.maxBatchSize;
      this.#options.logger.info({ ms: Math.round(this.#readySince - startedAt) }, 'A worker is ready');
      this.#options.owner.started(this, outcome.capabilities);
      return;
    }
    this.#failures = countFailure(this.#failures, 0);
    this.#wasReady = false;
    if (this.#state === 'draining') return this.#end('lost');
    const { error } = outcome;
    const { owner } = this.#options;
    // What has loaded once may do so again: its files, say, are away for a moment.
    const permanent = outcome.permanent && !this.#hasBeenReady;
    this.#trouble = error;
    if (!owner.isOnTrial) this.#logFailure(error);
    this.#end(permanent || owner.isOnTrial ? 'broken' : 'lost');
    owner.startFailed(this, error);
  }

  /** A bug of ours at a start must not cost the requests of all other models, nor the next try. */
  async #outcomeOf(backend: Backend): Promise<StartOutcome> {
    try {
      const outcome = await this.#startWith(backend);
      return outcome.kind === 'ready' && this.#state === 'starting' ? await this.#warm(backend, outcome) : outcome;
    } catch (error) {
      this.#options.logger.error({ stack: error instanceof Error ? error.stack : String(error) }, BUG);
      const failure = new TrussError('WORKER_START_FAILED', { message: 'The start of the worker failed unexpectedly' });
      return { kind: 'failed', error: failure, permanent: false };
    }
  }

  /** Starts a process when its files are there, or while they come, where the model waits for them. */
  async #startWith(backend: Backend): Promise<StartOutcome> {
    const { arrival } = this.#options;
    if (arrival === null) return backend.start();
    const missing = arrival.over.then(
      (error): StartOutcome | null => error && { kind: 'failed', error, permanent: true },
    );
    if (!arrival.isAwaitedByModel) {
      const failed = await missing;
      if (failed !== null) return failed;
      // It was ended meanwhile, of which there is nobody to tell.
      return this.#state === 'starting' ? backend.start() : { kind: 'failed', error: UNWANTED, permanent: false };
    }
    const started = backend.start();
    const failed = await Promise.race([missing, started.then(() => null)]);
    if (failed === null) return started;
    await backend.kill();
    await started;
    return failed;
  }

  /** Has a model that is loaded answer what warms it up; one that does not is ended. */
  async #warm(backend: Backend, loaded: StartOutcome): Promise<StartOutcome> {
    try {
      await this.#options.owner.warm(this);
      return loaded;
    } catch (error) {
      if (!(error instanceof TrussError) || this.#backend !== backend) throw error;
      this.#isRejected = true;
      await backend.kill();
      return { kind: 'failed', error, permanent: true };
    }
  }

  /** Probes ask every few seconds: only a change says anything. */
  #noteHealth(health: Health): void {
    if (!this.isReady || health.healthy === this.#wasWell) return;
    this.#wasWell = health.healthy;
    if (health.healthy) this.#options.logger.info({}, 'The model is well again');
    else this.#options.logger.warn({ reason: health.reason }, `The model is not well: ${health.reason}`);
  }

  #logFailure({ code, message, hint, exception }: TrussError): void {
    const details = { code, ...(hint !== undefined && { hint }), ...(exception && { traceback: exception.traceback }) };
    this.#options.logger.error({ start: 'failed', ...details }, message);
  }

  /** The process is gone; another one is started later unless that is of no use. */
  #end(event: 'lost' | 'broken'): void {
    this.#backend = null;
    this.#move(event);
    if (this.#state !== 'waiting') return;
    const delayMs = restartDelayMs(this.#failures);
    this.#options.logger.info({ delayMs }, 'A worker will be started again');
    this.#retry = setTimeout(() => {
      this.#move('retry');
      this.#options.owner.restarts();
      this.start();
    }, delayMs);
  }

  #move(event: ReplicaEvent): void {
    this.#state = nextReplicaState(this.#state, event);
  }
}

// A model that is served under a name and a version: everything that belongs to a model hangs off its entry.
import type { Batch } from '../../core/batching/batch.ts';
import type { TrussError } from '../../core/errors/truss-error.ts';
import type { InferenceRequest, RequestInput } from '../../core/inference/inference-request.ts';
import { createRequest } from '../../core/inference/inference-request.ts';
import { overdue } from '../../core/inference/overdue.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { SlotTable } from '../../core/inference/slot-table.ts';
import { OwnMetrics } from '../../core/metrics/own-metrics.ts';
import type { Signature } from '../../core/protocols/signature.ts';
import type { BackendExit, Capabilities, Health, Upgrade } from '../backends/backend.ts';
import type { Logger } from '../telemetry/logger.ts';
import { BatchStatistics } from './batch-statistics.ts';
import type { EditionParts, EntryLimits } from './edition-parts.ts';
import type { EditionOwner, NumberedProcess } from './edition.ts';
import { Edition } from './edition.ts';
import { EntryStatistics } from './entry-statistics.ts';
import type { ModelFacts } from './model-facts.ts';
import { replacedFailure } from './replaced.ts';
import type { Replica } from './replica.ts';
import type { WakefulLoop } from './wakeful-loop.ts';

/** Who waits longer asks somebody else. */
const MAX_RETRY_AFTER_MS = 60_000;

/** What is cancelled ends sooner, nearly always: only then it is looked at more closely, as long as it has not. */
const LINGERS_AFTER_MS = 100;

/** What an entry is made with. */
export interface EntryParts {
  readonly name: string;
  readonly version: string;
  /** The edition that it begins with. */
  readonly first: EditionParts;
  readonly loop: WakefulLoop;
  readonly logger: Logger;
}

/** Owns the requests of a model from admission to their terminal frame, and the editions whose replicas answer them. */
export class Entry implements EditionOwner {
  readonly name: string;
  readonly version: string;
  /** What became of its requests, as their endings told. */
  readonly statistics = new EntryStatistics();
  /** What was computed together; of a model that merges none, nothing. */
  readonly batches = new BatchStatistics();
  readonly #requests = new SlotTable(createRequest);
  readonly #ownMetrics = new OwnMetrics();
  readonly #loop: WakefulLoop;
  readonly #logger: Logger;
  readonly #ready = Promise.withResolvers<void>();
  /** The one that gets the requests. */
  #edition: Edition;
  /** Those that are not yet, or not any longer, the one that gets requests. */
  readonly #others = new Set<Edition>();

  constructor({ name, version, first, loop, logger }: EntryParts) {
    this.name = name;
    this.version = version;
    this.#loop = loop;
    this.#logger = logger;
    this.#edition = this.#create(first, { isOnTrial: false });
    // Whoever cares awaits `ready`; that nobody does is no unhandled rejection.
    this.#ready.promise.catch(() => {});
  }

  /** Starts all replicas. */
  start(): void {
    this.#edition.start();
  }

  /** Resolves when the first replica is ready; rejects with the TrussError of the first start that failed before. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get limits(): EntryLimits {
    return this.#edition.limits;
  }

  /** What its config says goes into the model and comes out. */
  get signature(): Signature | null {
    return this.#edition.signature;
  }

  /** What its truss says of the model. */
  get facts(): ModelFacts {
    return this.#edition.facts;
  }

  /** What the model can do; null until it was loaded once. */
  get capabilities(): Capabilities | null {
    return this.#edition.capabilities;
  }

  /** Whether a replica is ready, and why none is. */
  get readiness(): Health {
    return this.#edition.readiness;
  }

  /** What went wrong last with a replica that is not ready. */
  get trouble(): TrussError | null {
    return this.#edition.trouble;
  }

  /** Whether a replica is ready whose model says that it is well, and why none is. */
  health(): Promise<Health> {
    return this.#edition.health();
  }

  /** What the model has counted with `truss.metrics`, in Prometheus' text format: of all workers, those included that have ended. */
  get ownMetrics(): string {
    return this.#ownMetrics.render(new Map(this.#edition.replicas.map((replica, index) => [replica, String(index)])));
  }

  /** What each ready replica's model counts itself by other means, in Prometheus' text format; with the replica's number. */
  modelMetrics(): Promise<{ worker: number; text: string }[]> {
    return this.#edition.modelMetrics();
  }

  /** The processes of its workers, each with the worker's number; without those of which nobody knows which one computes. */
  get processes(): NumberedProcess[] {
    return this.#edition.processes;
  }

  /** How many workers take requests. */
  get readyWorkers(): number {
    return this.#edition.ready.length;
  }

  /** How many slots are taken. */
  get inFlight(): number {
    return this.#requests.size;
  }

  /** How many slots requests have that are no sessions. */
  get requestsInFlight(): number {
    return this.#editions.reduce((count, { sessions }) => count - sessions, this.inFlight);
  }

  /** How many requests wait for a worker. */
  get queued(): number {
    return this.#edition.scheduler.queued;
  }

  /** Why a request would not be taken now; null where it would. */
  refusal(): RequestFailure | null {
    if (!this.#edition.isExpected) return this.#notReady();
    const { queued } = this;
    if (queued < this.limits.maxQueue || this.#edition.scheduler.hasRoom) return null;
    return {
      code: 'SERVER_BUSY',
      message: `${queued} requests wait for model ${this.name} already`,
      hint: 'Try again later, start more workers, or raise runtime.max_queue.',
      retryAfterMs: Math.min(MAX_RETRY_AFTER_MS, this.#msUntilIdle(queued)),
    };
  }

  /** How long so many requests take that wait, by what the last ones took; 0 where there were none. */
  #msUntilIdle(queued: number): number {
    const { readyWorkers, limits, statistics, batches } = this;
    const { count, ms } = statistics.computed;
    if (count === 0) return 0;
    const together = batches.count === 0 ? 1 : batches.requests / batches.count;
    return (queued * (ms / count)) / together / Math.max(1, readyWorkers) / limits.predictConcurrency;
  }

  /** Takes a request, whose sink will hear of the answer; null where it was refused, of which the sink has heard. */
  submit(input: RequestInput): InferenceRequest | null {
    const failure = this.refusal();
    if (failure !== null) {
      input.sink.fail(failure);
      return null;
    }
    const request = this.#requests.acquire();
    const now = performance.now();
    this.#loop.requestCame(now);
    request.begin(input, now);
    this.#edition.scheduler.add(request, now);
    return request;
  }

  /** Gives a request to this very replica, which is ready; its sink will hear of the answer. */
  submitTo(replica: Replica, input: RequestInput): InferenceRequest {
    const request = this.#requests.acquire();
    const now = performance.now();
    request.begin(input, now);
    replica.send([request], now);
    return request;
  }

  /** Tells that the reader of a stream took so many bytes. */
  credit(request: InferenceRequest, bytes: number): void {
    request.carrier?.credit(request, bytes);
  }

  /** Ends a request for which nobody waits any more, without telling its sink. */
  cancel(request: InferenceRequest): void {
    request.detach();
    if (request.carrier === null) {
      this.#edition.scheduler.remove(request);
      this.#release(request);
    } else {
      request.cancelled(performance.now());
      request.carrier.cancel(request);
    }
  }

  /** Fails the requests whose time is over, and replaces workers whose places are kept by some for which nobody waits any more. */
  expire(now: number): void {
    const { limits } = this;
    let cancelledAt = Infinity;
    this.#requests.forEach((request) => {
      if (request.cancelledAt > 0) cancelledAt = Math.min(cancelledAt, request.cancelledAt);
      const failure = request.isWanted ? overdue(request, now, limits) : null;
      if (failure === null) return;
      const sink = request.detach();
      this.cancel(request);
      sink.fail(failure);
    });
    if (now - cancelledAt >= LINGERS_AFTER_MS) this.#edition.replaceStuck(now);
  }

  /** Why a session would not be taken now; null where it would. */
  sessionRefusal(): RequestFailure | null {
    return this.#edition.leastOpen === null ? this.#notReady() : null;
  }

  /** Takes a session; `input` says that it is one. It waits for nobody. Null where no replica is ready, of which the sink has heard. */
  openSession(input: RequestInput): InferenceRequest | null {
    const replica = this.#edition.leastOpen;
    if (replica !== null) return this.submitTo(replica, input);
    input.sink.fail(this.#notReady());
    return null;
  }

  /** Sends a message of a session to its model. */
  message(request: InferenceRequest, form: number, payload: Uint8Array): void {
    request.carrier?.message?.(request, form, payload);
  }

  /** Tells the model that the client of a session has left. */
  hangUp(request: InferenceRequest, code: number, reason: string): void {
    request.carrier?.hangUp?.(request, code, reason);
  }

  /** Hands a connection over to a replica that is an HTTP server of its own; one that is ready. */
  upgrade(upgrade: Upgrade): void {
    this.#edition.leastOpen?.upgrade(upgrade);
  }

  /** Starts another edition beside the one that answers. It gets no request but those of `submitTo`. */
  prepare(parts: EditionParts): Edition {
    const edition = this.#create(parts, { isOnTrial: true });
    this.#others.add(edition);
    edition.start();
    return edition;
  }

  /** Ends a prepared edition that is not wanted. */
  async discard(edition: Edition): Promise<void> {
    await edition.kill();
    this.#others.delete(edition);
  }

  /** Gives all requests to a prepared edition, also those that wait, where it takes such. The former one answers what it has, and goes. */
  switchTo(edition: Edition): void {
    const former = this.#edition;
    edition.passTrial();
    this.#edition = edition;
    this.#others.delete(edition);
    this.#others.add(former);
    void former.retire().then(() => this.#others.delete(former));
    this.#ready.resolve();
    this.#passOn(former, former.scheduler.takeAll());
  }

  /** Lets every replica finish what it has and end. */
  async drain(): Promise<void> {
    await Promise.all(this.#editions.map((edition) => edition.drain()));
  }

  /** Ends every replica now. */
  async kill(): Promise<void> {
    await Promise.all(this.#editions.map((edition) => edition.kill()));
  }

  started(edition: Edition): void {
    if (edition === this.#edition) this.#ready.resolve();
  }

  replaced(): void {
    this.statistics.workerReplacements += 1;
  }

  restarts(): void {
    this.statistics.workerRestarts += 1;
  }

  startFailed(edition: Edition, error: TrussError): void {
    if (edition !== this.#edition) return;
    this.#ready.reject(error);
    this.#failHopeless();
  }

  settled(request: InferenceRequest): void {
    this.#release(request);
  }

  batchAnswered(batch: Batch, computeMs: number): void {
    this.batches.note(batch, computeMs);
  }

  lost(edition: Edition, { reason, begun, unbegun }: BackendExit): void {
    // A trial request is meant for this edition: another one's answer would say nothing. A session's messages are lost.
    const isPassedOn = (request: InferenceRequest): boolean => !edition.isOnTrial && !request.isSession;
    this.#passOn(edition, unbegun.filter(isPassedOn));
    const message = `The worker process ${reason} while it computed the answer`;
    this.#fail([...begun, ...unbegun.filter((request) => !isPassedOn(request))], { code: 'WORKER_DIED', message });
    this.#failHopeless();
  }

  /** Those that are running, whichever gets the requests. */
  get #editions(): Edition[] {
    return [this.#edition, ...this.#others];
  }

  #create(parts: EditionParts, { isOnTrial }: { isOnTrial: boolean }): Edition {
    const shared = { requests: this.#requests, loop: this.#loop, ownMetrics: this.#ownMetrics, logger: this.#logger };
    return new Edition({ parts, owner: this, ...shared, isOnTrial });
  }

  /** Gives requests that an edition has not begun to the one that gets them now, before all that wait; where it takes such. */
  #passOn(former: Edition, requests: readonly InferenceRequest[]): void {
    if (former.facts.passesThrough !== this.#edition.facts.passesThrough) {
      return this.#fail(requests, replacedFailure(this.name));
    }
    const wanted = requests.filter((request) => request.isWanted);
    for (const request of requests) if (!request.isWanted) this.#release(request);
    const now = performance.now();
    for (const request of wanted) request.requeued(now);
    this.#edition.scheduler.addFirst(wanted, now);
  }

  /** Fails what waits where no replica can be expected to take it. */
  #failHopeless(): void {
    if (!this.#edition.isExpected) this.#fail(this.#edition.scheduler.takeAll(), this.#notReady());
  }

  #fail(requests: readonly InferenceRequest[], failure: RequestFailure): void {
    for (const request of requests) {
      request.sink.fail(failure);
      this.#release(request);
    }
  }

  #notReady(): RequestFailure {
    return { code: 'SERVER_NOT_READY', message: `Model ${this.name} is not ready: ${this.#edition.reason}` };
  }

  #release(request: InferenceRequest): void {
    request.forget();
    this.#requests.release(request);
  }
}

// The model server without a transport: its entries from the first to the last, their readiness, and requests by any way that
// has a sink.
import { setTimeout as sleep } from 'node:timers/promises';

import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import type { InferenceRequest, RequestInput } from '../../core/inference/inference-request.ts';
import { isRefusal, toError } from '../../core/inference/refusal.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { encodeHeader } from '../../core/wire/encode.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { NO_HEADER } from '../../core/wire/frame.ts';
import type { Health } from '../backends/backend.ts';
import { WELL } from '../backends/backend.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import type { Entry } from './entry.ts';
import { PromiseSink } from './promise-sink.ts';
import { Registry } from './registry.ts';
import type { Replacement } from './replace-edition.ts';
import { replaceEdition } from './replace-edition.ts';

const DRAINING: Health = { healthy: false, reason: 'the server is shutting down' };

/** A prediction asked for by a call, not over a transport. */
export interface PredictOptions {
  readonly entry: string;
  readonly body: Uint8Array;
  /** What the body is and how the answer is wanted: a `Form` of the wire protocol; 0: as the body. */
  readonly form: number;
  readonly accept: number;
  /** What the worker is told beside the body: the REQUEST header of the wire protocol. Default: nothing. */
  readonly header?: FrameHeader;
  /** Gets the items of a stream as they come, instead of the answer; the next ones wait for it. Default: they are joined. */
  readonly onItem?: (item: CollectedAnswer) => Promise<void>;
  readonly signal?: AbortSignal;
  /** How long the whole answer may take. Default: the entry's own limits alone. */
  readonly timeoutMs?: number;
}

/** How often it looks whether an entry that goes has answered what it accepted. It holds up nobody. */
const RETIRE_CHECK_MS = 50;

/** Serves entries. */
export class InferenceService {
  readonly registry = new Registry();
  /** Those that are not found any more, and still answer what they have accepted. */
  readonly #leaving = new Set<Entry>();
  readonly #deadlines = new DeadlineTimer(() => this.#running);
  #isLeaving = false;
  #isDraining = false;

  /** Resolves when every entry is ready; rejects with the TrussError of the first that cannot be loaded. */
  get ready(): Promise<void> {
    return Promise.all(this.registry.entries.map((entry) => entry.ready)).then(() => undefined);
  }

  /** Whether nobody is ready any more, though requests are still taken: those who send shall learn of it and go elsewhere. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Starts the workers of all entries. */
  start(): void {
    for (const entry of this.registry.entries) entry.start();
  }

  /**
   * Serves one more entry from now on, and starts its workers.
   *
   * @throws {TrussError} `INPUT_INVALID` where there is one of its name
   */
  add(entry: Entry): void {
    this.registry.add(entry);
    entry.start();
  }

  /** Lets an entry not be found any more. To be followed by `retire`, when its sessions have ended. */
  withdraw(entry: Entry): void {
    this.#leaving.add(entry);
    this.registry.remove(entry);
  }

  /** Ends an entry that is not found any more, when it has answered what it had accepted. */
  async retire(entry: Entry): Promise<void> {
    while (entry.requestsInFlight > 0) await sleep(RETIRE_CHECK_MS);
    await entry.drain();
    this.#leaving.delete(entry);
  }

  /** Whether an entry takes requests and its model says that it is well, and why not: what probes ask, over any transport. */
  async health(entry: Entry): Promise<Health> {
    const health = await entry.health();
    return this.#isLeaving ? DRAINING : health;
  }

  /** Whether every entry is well; if not, why the first that is not. */
  async healthOfAll(): Promise<Health> {
    const answers = await Promise.all(
      this.registry.entries.map(async (entry) => ({ entry, health: await this.health(entry) })),
    );
    for (const { entry, health } of answers) {
      if (!health.healthy) return { healthy: false, reason: `Model ${entry.name} is not ready: ${health.reason}` };
    }
    return WELL;
  }

  /** Why a new request to an entry would not be taken; null where it would. */
  refusal(entry: Entry): RequestFailure | null {
    if (this.#isDraining) return { code: 'SERVER_DRAINING', message: 'The server is shutting down' };
    return entry.refusal();
  }

  /** Takes a request, also while draining; null where it was refused, of which its sink has heard. */
  submit(entry: Entry, input: RequestInput): InferenceRequest | null {
    this.#deadlines.wake();
    return entry.submit(input);
  }

  /**
   * Asks a model and waits for the whole answer; a stream is joined.
   *
   * @throws {TrussError} whatever made the request fail; `REQUEST_CANCELLED` where `signal` was aborted
   */
  async predict({ entry: name, signal, timeoutMs, onItem, ...asked }: PredictOptions): Promise<CollectedAnswer> {
    const entry = this.#require(name);
    const sink = new PromiseSink();
    sink.onItem = onItem ?? null;
    const deadlineAt = performance.now() + (timeoutMs ?? Infinity);
    const header = encodeHeader(asked.header ?? NO_HEADER);
    const isPrediction = asked.header?.['method'] === undefined;
    const request = this.submit(entry, { ...asked, id: '', header, deadlineAt, sink, isPrediction });
    const abort = (): void => {
      if (request === null || sink.isDone) return;
      entry.cancel(request);
      sink.fail({ code: 'REQUEST_CANCELLED', message: 'The request was cancelled' });
    };
    if (request !== null) sink.onCredit = (bytes) => entry.credit(request, bytes);
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await sink.answered;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Replaces the edition of a model that answers by another one, without a request lost.
   *
   * @throws {TrussError} `MODEL_NOT_FOUND`; whatever kept the new edition from answering: the former one stays
   */
  async replace(name: string, replacement: Omit<Replacement, 'onTrial'>): Promise<void> {
    const entry = this.#require(name);
    await replaceEdition(entry, { ...replacement, onTrial: () => this.#deadlines.wake() });
    this.registry.noteChange(entry);
  }

  /** From now on no entry is ready; requests are still taken. */
  beginLeaving(): void {
    this.#isLeaving = true;
  }

  /** From now on no entry is ready and no new request is taken. */
  beginDrain(): void {
    this.#isLeaving = true;
    this.#isDraining = true;
  }

  /** Lets the workers finish what they have and end. */
  async drain(): Promise<void> {
    this.beginDrain();
    await Promise.all(this.#running.map((entry) => entry.drain()));
    this.#deadlines.stop();
  }

  /** Ends all workers now; unanswered requests fail. */
  async close(): Promise<void> {
    this.beginDrain();
    await Promise.all(this.#running.map((entry) => entry.kill()));
    this.#deadlines.stop();
  }

  /** Every entry with requests or workers. */
  get #running(): Entry[] {
    return [...this.registry.entries, ...this.#leaving];
  }

  #require(name: string): Entry {
    const entry = this.registry.resolve(name);
    if (isRefusal(entry)) throw toError(entry);
    return entry;
  }
}

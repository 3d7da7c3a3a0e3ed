// The model server without a transport: entries, their readiness, and requests by any way that has a sink.
import { TrussError } from '../../core/errors/truss-error.ts';
import type { InferenceRequest, RequestInput } from '../../core/inference/inference-request.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { encodeHeader } from '../../core/wire/encode.ts';
import type { FrameHeader } from '../../core/wire/frame.ts';
import { NO_HEADER } from '../../core/wire/frame.ts';
import type { Health } from '../backends/backend.ts';
import { WELL } from '../backends/backend.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import type { Entry } from './entry.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { PromiseSink } from './promise-sink.ts';
import type { Replacement } from './replace-edition.ts';
import { replaceEdition } from './replace-edition.ts';

/** With a single entry this name always works, whatever the entry is called. */
const ALIAS = 'model';

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
  /** Default: the entry's own limit. */
  readonly timeoutMs?: number;
}

/** Serves its entries. */
export class InferenceService {
  readonly entries: readonly Entry[];
  readonly #byName: ReadonlyMap<string, Entry>;
  readonly #deadlines: DeadlineTimer;
  #isDraining = false;

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
    const [first] = entries;
    const alias: [string, Entry][] = first !== undefined && entries.length === 1 ? [[ALIAS, first]] : [];
    this.#byName = new Map([...alias, ...entries.map((entry): [string, Entry] => [entry.name, entry])]);
    this.#deadlines = new DeadlineTimer(entries);
  }

  /** Every name that finds an entry. */
  get names(): string[] {
    return [...this.#byName.keys()];
  }

  /** Resolves when every entry is ready; rejects with the TrussError of the first that cannot be loaded. */
  get ready(): Promise<void> {
    return Promise.all(this.entries.map((entry) => entry.ready)).then(() => undefined);
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** The entry of this name, or undefined. */
  find(name: string): Entry | undefined {
    return this.#byName.get(name);
  }

  /** Starts the workers of all entries. */
  start(): void {
    for (const entry of this.entries) entry.start();
  }

  /** Whether an entry takes requests and its model says that it is well, and why not: what probes ask, over any transport. */
  async health(entry: Entry): Promise<Health> {
    const health = await entry.health();
    return this.#isDraining ? DRAINING : health;
  }

  /** Whether every entry is well; if not, why the first that is not. */
  async healthOfAll(): Promise<Health> {
    const answers = await Promise.all(this.entries.map(async (entry) => ({ entry, health: await this.health(entry) })));
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
   * @throws TrussError whatever made the request fail; REQUEST_CANCELLED where `signal` was aborted
   */
  async predict({ entry: name, signal, timeoutMs, onItem, ...asked }: PredictOptions): Promise<CollectedAnswer> {
    const entry = this.#require(name);
    const sink = new PromiseSink();
    sink.onItem = onItem ?? null;
    const deadlineAt = performance.now() + (timeoutMs ?? entry.limits.timeoutMs);
    const header = encodeHeader(asked.header ?? NO_HEADER);
    const request = this.submit(entry, { ...asked, id: '', header, deadlineAt, sink });
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
   * @throws TrussError MODEL_NOT_FOUND; whatever kept the new edition from answering: the former one stays
   */
  async replace(name: string, replacement: Omit<Replacement, 'onTrial'>): Promise<void> {
    await replaceEdition(this.#require(name), { ...replacement, onTrial: () => this.#deadlines.wake() });
  }

  /** From now on no entry is ready and no new request is taken. */
  beginDrain(): void {
    this.#isDraining = true;
  }

  /** Lets the workers finish what they have and end. */
  async drain(): Promise<void> {
    this.beginDrain();
    await Promise.all(this.entries.map((entry) => entry.drain()));
    this.#deadlines.stop();
  }

  /** Ends all workers now; unanswered requests fail. */
  async close(): Promise<void> {
    this.beginDrain();
    await Promise.all(this.entries.map((entry) => entry.kill()));
    this.#deadlines.stop();
  }

  #require(name: string): Entry {
    const entry = this.find(name);
    if (entry !== undefined) return entry;
    throw new TrussError('MODEL_NOT_FOUND', { message: `Model with name ${name} does not exist.` });
  }
}

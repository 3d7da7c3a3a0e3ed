// A backend without a process: what it does is said by a test, call by call, or by a function in the place of a model.
import { TrussError } from '../../src/core/errors/truss-error.ts';
import type { InferenceRequest } from '../../src/core/inference/inference-request.ts';
import type { RequestFailure } from '../../src/core/inference/request-failure.ts';
import type { FrameHeader } from '../../src/core/wire/frame.ts';
import { Form, NO_HEADER, STREAM_WINDOW_BYTES } from '../../src/core/wire/frame.ts';
import type {
  Backend,
  BackendListener,
  Capabilities,
  Health,
  StartOutcome,
  Upgrade,
} from '../../src/server/backends/backend.ts';
import { WELL } from '../../src/server/backends/backend.ts';

/** A model that says nothing of itself. */
const NO_CAPABILITIES: Capabilities = {
  methods: {},
  needsRequest: false,
  maxBatchSize: 1,
  inputSchema: null,
  outputSchema: null,
};

/** What a fake backend is made with. */
export interface FakeBackendOptions {
  readonly listener: BackendListener;
  /** How many requests it begins before it has answered one. Default: 1. */
  readonly concurrency?: number;
  /** What computes. Default: nothing happens until the test says so. */
  readonly model?: FakeModel;
}

/** What a fake backend does by itself with what it gets. */
interface FakeModel {
  /** A request is begun, after `send` has returned. */
  begin(request: InferenceRequest, backend: FakeBackend): void;
  /** A message of a session came. */
  message(request: InferenceRequest, text: string, backend: FakeBackend): void;
  /** The client of a session has left. */
  hangUp(request: InferenceRequest, backend: FakeBackend): void;
}

/** A request that it has. */
interface Held {
  readonly request: InferenceRequest;
  isBegun: boolean;
  /** How many bytes of a stream it may still give. */
  credit: number;
  /** To be called when credit comes. */
  onCredit: () => void;
}

/**
 * A backend of which a test is the process. Requests are named by their ids; they begin in their order, so many at a time,
 * and what a test says of one that it does not have is an error of the test.
 */
export class FakeBackend implements Backend {
  readonly pid = null;
  /** The ids of what it was given together, oldest first. */
  readonly batches: string[][] = [];
  /** The messages of sessions that came in. */
  readonly messages: string[] = [];
  /** The connections that it was handed over. */
  readonly upgrades: Upgrade[] = [];
  /** What it answers when it is asked. */
  wellness: Health = WELL;
  counts = '';
  /** Whether a request that was begun goes on when it is cancelled, as a synchronous call does. */
  isDeaf = false;
  readonly #options: FakeBackendOptions;
  readonly #held: Held[] = [];
  readonly #outcome = Promise.withResolvers<StartOutcome>();
  readonly #gone = Promise.withResolvers<void>();
  #phase: 'new' | 'starting' | 'ready' | 'draining' | 'gone' = 'new';
  #sent = 0;

  constructor(options: FakeBackendOptions) {
    this.#options = options;
  }

  /** Whether it was asked to end when it has answered what it has. */
  get isDraining(): boolean {
    return this.#phase === 'draining';
  }

  /** Whether its process was started, and is not ready. */
  get isStarting(): boolean {
    return this.#phase === 'starting';
  }

  /** Whether its process is gone. */
  get isGone(): boolean {
    return this.#phase === 'gone';
  }

  // What its process does.

  /** The model is loaded. */
  becomeReady(capabilities: Capabilities = NO_CAPABILITIES): void {
    this.#phase = 'ready';
    this.#outcome.resolve({ kind: 'ready', capabilities });
  }

  /** The model cannot be loaded, and the process is gone. */
  failToStart(message: string, { permanent = false }: { readonly permanent?: boolean } = {}): void {
    this.#phase = 'gone';
    this.#gone.resolve();
    this.#outcome.resolve({ kind: 'failed', error: new TrussError('MODEL_LOAD_FAILED', { message }), permanent });
  }

  /** Answers a request as a whole. */
  answer(id: string, text = '', computeMicros = 1000): void {
    const { request } = this.#find(id);
    request.computed(computeMicros);
    request.sink.answer(Form.JSON, NO_HEADER, Buffer.from(text));
    this.#settle(id);
  }

  /** Says that a request takes no place, or takes one again. */
  setAside(id: string, isAside: boolean): void {
    this.#options.listener.setAside(this.#find(id).request, isAside);
  }

  /** Gives the next item of a stream; resolves when there was credit for it and it was told. */
  async item(id: string, text: string): Promise<void> {
    const held = this.#find(id);
    while (held.credit <= 0) await new Promise<void>((resolve) => (held.onCredit = resolve));
    held.credit -= text.length;
    held.request.itemCame(performance.now());
    held.request.sink.chunk(Form.TEXT, NO_HEADER, Buffer.from(text));
  }

  /** Completes a stream or a session. */
  end(id: string, header: FrameHeader = NO_HEADER): void {
    const { request } = this.#find(id);
    request.sink.end(header);
    this.#settle(id);
  }

  /** The model has failed at a request. */
  fail(id: string, failure: RequestFailure = { code: 'MODEL_RAISED', message: 'The model raised ValueError' }): void {
    const { request } = this.#find(id);
    request.sink.fail(failure);
    this.#settle(id);
  }

  /** The model has received so many bytes of a session's messages. */
  received(id: string, bytes: number): void {
    this.#find(id).request.sink.received?.(bytes);
  }

  /** The process ends without being asked to. */
  die(reason = 'was killed by SIGKILL', lastLines: readonly string[] = []): void {
    this.#phase = 'gone';
    const requestsOf = (isBegun: boolean): InferenceRequest[] =>
      this.#held.filter((held) => held.isBegun === isBegun).map(({ request }) => request);
    const exit = { reason, lastLines, begun: requestsOf(true), unbegun: requestsOf(false) };
    this.#held.length = 0;
    this.#gone.resolve();
    this.#options.listener.exited(exit);
  }

  // What is asked of it.

  start(): Promise<StartOutcome> {
    this.#phase = 'starting';
    return this.#outcome.promise;
  }

  send(requests: readonly InferenceRequest[]): void {
    if (this.#phase !== 'ready') throw new RangeError(`a backend that is ${this.#phase} takes no requests`);
    this.batches.push(requests.map(({ id }) => id));
    for (const request of requests) {
      this.#sent += 1;
      request.carried(this, this.#sent);
      this.#held.push({ request, isBegun: false, credit: STREAM_WINDOW_BYTES, onCredit: () => {} });
    }
    this.#begin();
  }

  hasBegun(request: InferenceRequest): boolean {
    return this.#held.some((held) => held.request === request && held.isBegun);
  }

  cancel(request: InferenceRequest): void {
    const held = this.#held.find((each) => each.request === request);
    if (held === undefined || (held.isBegun && this.isDeaf)) return;
    // As from a process, the terminal frame comes later.
    queueMicrotask(() => {
      if (this.#held.includes(held)) this.fail(request.id, { code: 'REQUEST_CANCELLED', message: 'It was cancelled' });
    });
  }

  credit(request: InferenceRequest, bytes: number): void {
    const held = this.#held.find((each) => each.request === request);
    if (held === undefined) return;
    held.credit += bytes;
    held.onCredit();
  }

  message(request: InferenceRequest, _form: number, payload: Uint8Array): void {
    const text = Buffer.from(payload).toString('utf8');
    this.messages.push(`${request.id}: ${text}`);
    queueMicrotask(() => this.#options.model?.message(request, text, this));
  }

  hangUp(request: InferenceRequest, code: number, reason: string): void {
    this.messages.push(`${request.id}: ${code} ${reason}`);
    queueMicrotask(() => this.#options.model?.hangUp(request, this));
  }

  upgrade(upgrade: Upgrade): void {
    this.upgrades.push(upgrade);
    upgrade.socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  }

  health(): Promise<Health> {
    return Promise.resolve(this.wellness);
  }

  metrics(): Promise<string> {
    return Promise.resolve(this.counts);
  }

  async drain(): Promise<void> {
    if (this.#phase === 'new') return;
    if (this.#phase !== 'gone') this.#phase = 'draining';
    this.#endIfDone();
    await this.#gone.promise;
  }

  async kill(): Promise<void> {
    if (this.#phase === 'starting') this.failToStart('The process was killed by SIGKILL');
    else if (this.#phase === 'ready' || this.#phase === 'draining') this.die();
    await (this.#phase === 'new' ? undefined : this.#gone.promise);
  }

  #begin(): void {
    const { concurrency = 1, model } = this.#options;
    for (const held of this.#held.slice(0, concurrency)) {
      if (held.isBegun) continue;
      held.isBegun = true;
      queueMicrotask(() => {
        if (this.#held.includes(held)) model?.begin(held.request, this);
      });
    }
  }

  #settle(id: string): void {
    const [{ request }] = this.#held.splice(this.#held.indexOf(this.#find(id)), 1) as [Held];
    this.#begin();
    this.#options.listener.settled(request);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#phase === 'draining' && this.#held.length === 0) this.die('ended with status 0');
  }

  #find(id: string): Held {
    const held = this.#held.find(({ request }) => request.id === id);
    if (held === undefined) throw new RangeError(`the backend does not have request ${id}`);
    return held;
  }
}

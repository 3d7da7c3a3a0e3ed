// What a backend is tried on: a slot table and a listener such as an entry's, and requests that keep what they are told.
import { expect, onTestFinished } from 'vitest';

import type { InferenceRequest, Sink } from '../../src/core/inference/inference-request.ts';
import { createRequest, NO_BYTES } from '../../src/core/inference/inference-request.ts';
import type { RequestFailure } from '../../src/core/inference/request-failure.ts';
import { SlotTable } from '../../src/core/inference/slot-table.ts';
import { encodeHeader } from '../../src/core/wire/encode.ts';
import type { FrameHeader } from '../../src/core/wire/frame.ts';
import { Form } from '../../src/core/wire/frame.ts';
import type { Backend, BackendExit, BackendListener, HttpRequestPart } from '../../src/server/backends/backend.ts';

/** What the model of the suite does with a request: its body, as JSON. Each implementation brings a model that obeys. */
export type Order =
  /** Answer with JSON of this value. */
  | { readonly do: 'answer'; readonly value: string }
  /** Give so many items of text, so many bytes each; then end, or give no more. */
  | { readonly do: 'stream'; readonly items: number; readonly bytes: number; readonly andThen: 'end' | 'hang' }
  /** Answer when an order `open` has come. */
  | { readonly do: 'wait' }
  /** Let all that wait go on, and answer. */
  | { readonly do: 'open' }
  /** Give no answer, but a failure. */
  | { readonly do: 'fail' }
  /** Be ill from now on, and answer. */
  | { readonly do: 'sicken' }
  /** End the process, with status 7. */
  | { readonly do: 'die' };

/** How a start shall end: well, with a model that takes orders or one that has sessions; or not, for now or for good. */
export type Start = 'ready' | 'sessions' | 'failed' | 'hopeless';

/** What a backend is made with for a test. It computes two requests at a time. */
export interface BackendParts {
  readonly start: Start;
  readonly requests: SlotTable<InferenceRequest>;
  readonly listener: BackendListener;
}

/** The request that comes before a WebSocket. */
export const UPGRADE_REQUEST: HttpRequestPart = {
  method: 'GET',
  path: '/generate',
  query: '',
  headers: [
    ['host', 'here'],
    ['connection', 'Upgrade'],
    ['upgrade', 'websocket'],
    ['sec-websocket-version', '13'],
    ['sec-websocket-key', 'dGhlIHNhbXBsZSBub25jZQ=='],
  ],
  client: '127.0.0.1:5000',
};

/** A request, and all that its sink was told. */
export class Asked implements Sink {
  readonly request: InferenceRequest;
  /** Calls in their order; items in a row count once. */
  readonly told: ('answer' | 'chunk' | 'end' | 'fail')[] = [];
  /** What came, joined. */
  text = '';
  failure: RequestFailure | null = null;
  /** Bytes of messages that the model has received. */
  receivedBytes = 0;
  isSettled = false;
  /** Whether it gives credit for the items that come. */
  isRead = false;
  readonly #stage: Stage;

  constructor(stage: Stage, request: InferenceRequest) {
    this.#stage = stage;
    this.request = request;
  }

  answer(_form: number, _header: FrameHeader, payload: Uint8Array): void {
    this.#take('answer', payload);
  }

  chunk(_form: number, _header: FrameHeader, payload: Uint8Array): void {
    this.#stage.demand(this.request.isStreaming, 'a request that gives items is known to be a stream');
    if (this.isRead) this.#stage.backend.credit(this.request, payload.length);
    this.#take('chunk', payload);
  }

  end(): void {
    this.#take('end', NO_BYTES);
  }

  fail(failure: RequestFailure): void {
    this.failure = failure;
    this.#take('fail', NO_BYTES);
  }

  received(bytes: number): void {
    this.receivedBytes += bytes;
    this.#stage.changed();
  }

  #take(what: (typeof this.told)[number], payload: Uint8Array): void {
    this.#stage.demand(!this.#stage.isSending, 'no sink is told anything before send returns');
    this.#stage.demand(!this.isSettled, 'no sink is told anything when its request is settled');
    if (this.told.at(-1) !== what) this.told.push(what);
    this.text += Buffer.from(payload).toString('utf8');
    this.#stage.changed();
  }
}

/** Owns a backend as a replica and an entry do, and notes what it does. */
export class Stage implements BackendListener {
  readonly exits: BackendExit[] = [];
  isSending = false;
  readonly #create: (parts: BackendParts) => Backend;
  readonly #requests = new SlotTable(createRequest);
  readonly #asked = new Map<InferenceRequest, Asked>();
  readonly #waiting = new Set<() => void>();
  #backend: Backend | null = null;
  /** Which rules it has broken; an error thrown in a callback would only be the backend's trouble. */
  readonly #broken: string[] = [];

  constructor(create: (parts: BackendParts) => Backend) {
    this.#create = create;
  }

  get backend(): Backend {
    if (this.#backend === null) throw new RangeError('the backend is not made yet');
    return this.#backend;
  }

  /** Makes the backend; it is gone when the test has finished. */
  create(start: Start): Backend {
    const backend = this.#create({ start, requests: this.#requests, listener: this });
    onTestFinished(() => backend.kill());
    this.#backend = backend;
    return backend;
  }

  /** Makes a backend and waits until it is ready. */
  async ready(start: Start = 'ready'): Promise<Backend> {
    const backend = this.create(start);
    const outcome = await backend.start();
    if (outcome.kind === 'failed') throw outcome.error;
    return backend;
  }

  /** Sends orders together. */
  send(...orders: readonly Order[]): Asked[] {
    const asked = orders.map((order) => this.#ask({ body: Buffer.from(JSON.stringify(order)), header: NO_BYTES }));
    this.#give(asked);
    return asked;
  }

  /** Opens a session. */
  openSession(): Asked {
    const asked = this.#ask({ body: NO_BYTES, header: encodeHeader({ method: 'websocket', http: UPGRADE_REQUEST }) });
    this.#give([asked]);
    return asked;
  }

  /** Cancels a request as an entry does: nobody listens any more. */
  cancel({ request }: Asked): void {
    request.detach();
    this.backend.cancel(request);
  }

  /** Resolves when this is so; it is looked at whenever the backend says something. Rejects where it has broken a rule. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      this.expectNoBreach();
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    this.expectNoBreach();
  }

  /** A rule for all backends, whatever the test is about. */
  demand(isKept: boolean, rule: string): void {
    if (!isKept) this.#broken.push(rule);
  }

  /** Fails the test where a rule was broken. */
  expectNoBreach(): void {
    expect(this.#broken).toEqual([]);
  }

  /** Resolves when the requests were answered and settled. */
  async untilSettled(asked: readonly Asked[]): Promise<void> {
    await this.until(() => asked.every(({ isSettled }) => isSettled));
  }

  settled(request: InferenceRequest): void {
    const asked = this.#asked.get(request);
    const isTold = ['answer', 'end', 'fail'].includes(asked?.told.at(-1) ?? '');
    this.demand(this.exits.length === 0, 'nothing is settled after the end');
    this.demand(asked !== undefined, 'a request is settled once');
    this.demand(isTold || !request.isWanted, 'a sink is told the end before its request is settled');
    if (asked !== undefined) asked.isSettled = true;
    this.#asked.delete(request);
    request.forget();
    this.#requests.release(request);
    this.changed();
  }

  setAside(request: InferenceRequest): void {
    this.demand(this.#asked.has(request), 'a request is set aside before its end');
  }

  counted(): void {
    this.demand(this.exits.length === 0, 'nothing is counted after the end');
  }

  exited(exit: BackendExit): void {
    this.demand(this.exits.length === 0, 'it ends once');
    this.exits.push(exit);
    this.changed();
  }

  /** Something happened. */
  changed(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #ask({ body, header }: { readonly body: Uint8Array; readonly header: Uint8Array }): Asked {
    const request = this.#requests.acquire();
    const asked = new Asked(this, request);
    const isSession = header.length > 0;
    const form = isSession ? Form.NONE : Form.JSON;
    const id = `r-${request.slot}-${request.generation}`;
    request.begin({ id, body, form, accept: Form.NONE, header, deadlineAt: Infinity, sink: asked, isSession }, 0);
    this.#asked.set(request, asked);
    return asked;
  }

  #give(asked: readonly Asked[]): void {
    this.isSending = true;
    this.backend.send(asked.map(({ request }) => request));
    this.isSending = false;
    for (const { request } of asked) expect(request.carrier).toBe(this.backend);
  }
}

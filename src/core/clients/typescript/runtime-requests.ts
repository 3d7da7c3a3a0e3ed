// The first part of what every client in TypeScript has: how it is asked, its errors, requests and patience.

/** The source text. */
export const REQUESTS = String.raw`/** A file or other bytes; a Blob says its media type itself. */
export type Bytes = Blob | ArrayBuffer | Uint8Array;

/** How a server is asked. */
export interface ClientOptions {
  /** That the server lets in, or what gives it. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** That go with each request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long an answer may take, in ms; of a stream, until it begins. Default: as long as the server lets it. */
  readonly timeoutMs?: number | undefined;
  /** How often a request is sent again that was refused because the server is busy (429, 503). Default: 2. */
  readonly retries?: number | undefined;
  /** The longest pause before it is, in ms: who is told to wait longer gets the error. Default: 10 s. */
  readonly maxRetryDelayMs?: number | undefined;
  /** Default: that of the platform. */
  readonly fetch?: typeof fetch | undefined;
}

/** How one request is sent. */
export interface CallOptions {
  /** Gives the request up: the server stops the model. */
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The media type of a body of bytes. */
  readonly contentType?: string | undefined;
}

/** Which value of a request does not fit. */
export interface Problem {
  readonly path: ReadonlyArray<string | number>;
  readonly message: string;
}

/** What went wrong, as the server says it. */
export interface Failure {
  /** A code of Truss: MODEL_RAISED, REQUEST_INPUT_INVALID, … */
  readonly code: string;
  readonly message: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  readonly problems: ReadonlyArray<Problem>;
  /** How long the server asks to wait, in ms. */
  readonly retryAfterMs: number | null;
  /** By which the log of the server names the request. */
  readonly requestId: string | null;
}

/** All that goes wrong is one of these. */
export class TrussError extends Error {
  override readonly name: string = 'TrussError';
  readonly code: string;
  readonly status: number;
  readonly problems: ReadonlyArray<Problem>;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.message, options);
    this.code = failure.code;
    this.status = failure.status;
    this.problems = failure.problems;
    this.retryAfterMs = failure.retryAfterMs;
    this.requestId = failure.requestId;
  }
}

/** The request is not what the model takes (400, 413, 415, 422); 'problems' says which values do not fit. */
export class InvalidRequestError extends TrussError {
  override readonly name = 'InvalidRequestError';
}

/** A token is needed, or this one may not (401, 403). */
export class NotAllowedError extends TrussError {
  override readonly name = 'NotAllowedError';
}

/** There is no such model or method (404, 405). */
export class NotFoundError extends TrussError {
  override readonly name = 'NotFoundError';
}

/** The server is busy, loading or shutting down (429, 503). */
export class BusyError extends TrussError {
  override readonly name = 'BusyError';
}

/** The answer took too long, for the server (504) or for timeoutMs. */
export class DeadlineError extends TrussError {
  override readonly name = 'DeadlineError';
}

/** The model or the server failed (500 and the like). */
export class ServerError extends TrussError {
  override readonly name = 'ServerError';
}

/** No server answered, or its answer broke off. */
export class ConnectionError extends TrussError {
  override readonly name = 'ConnectionError';
}

type Body =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'form'; readonly value: unknown }
  | { readonly kind: 'text'; readonly value: string; readonly type: string }
  | { readonly kind: 'bytes'; readonly value: Bytes; readonly type: string | null };
type AnswerKind = 'json' | 'text' | 'bytes' | 'any';
type ItemsKind = 'text' | 'json' | 'lines' | 'bytes' | 'events';

class Transport {
  readonly #root: string;
  readonly #options: ClientOptions;

  constructor(url: string, options: ClientOptions) {
    this.#root = url.replace(/\/+$/, '');
    this.#options = options;
  }

  async call(path: string, body: Body, accept: string, kind: AnswerKind, options: CallOptions): Promise<unknown> {
    const patience = new Patience(options, this.#options);
    try {
      const response = await this.#ask(path, body, accept, options, patience);
      return await patience.during(readAnswer(response, kind));
    } catch (error) {
      throw patience.explain(error);
    } finally {
      patience.end();
    }
  }

  async *stream(path: string, body: Body, kind: ItemsKind, options: CallOptions): AsyncGenerator<unknown, void, undefined> {
    const patience = new Patience(options, this.#options);
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
    try {
      const response = await this.#ask(path, body, ACCEPTED[kind], options, patience);
      patience.disarm();
      reader = response.body?.getReader();
      if (reader === undefined) return;
      for await (const item of readItems(reader, response, kind)) {
        // What came before it was given up is not wanted any more either.
        if (patience.signal.aborted) throw patience.signal.reason;
        yield item;
      }
    } catch (error) {
      throw patience.explain(error);
    } finally {
      patience.end();
      // Whoever stops taking items gives the request up.
      await reader?.cancel().catch(() => undefined);
    }
  }

  async #ask(path: string, body: Body, accept: string, options: CallOptions, patience: Patience): Promise<Response> {
    const retries = options.retries ?? this.#options.retries ?? 2;
    const longest = this.#options.maxRetryDelayMs ?? 10_000;
    for (let attempt = 0; ; attempt += 1) {
      const response = await patience.during(this.#send(path, body, accept, options, patience));
      if (response.ok) return response;
      const error = await patience.during(errorOf(response));
      const delay = error.retryAfterMs ?? 250 * 2 ** attempt;
      if (!(error instanceof BusyError) || attempt >= retries || delay > longest) throw error;
      await patience.pause(delay);
    }
  }

  async #send(path: string, body: Body, accept: string, options: CallOptions, patience: Patience): Promise<Response> {
    const { token } = this.#options;
    const headers = new Headers(this.#options.headers);
    const own = options.headers ?? {};
    for (const name of Object.keys(own)) headers.set(name, own[name] ?? '');
    headers.set('accept', accept);
    const known = typeof token === 'function' ? await token() : token;
    if (known !== undefined) headers.set('authorization', 'Bearer ' + known);
    if (patience.timeoutMs !== null) headers.set('x-request-timeout-ms', String(Math.max(1, Math.ceil(patience.timeoutMs))));
    const type = contentType(body, options);
    if (type !== null) headers.set('content-type', type);
    const send = this.#options.fetch ?? fetch;
    const init = { method: 'POST', headers, body: encode(body), signal: patience.signal };
    return send(this.#root + path, init).catch((error: unknown) => {
      throw unreachable(error);
    });
  }
}

/** How long a request may take, and who may give it up. */
class Patience {
  readonly timeoutMs: number | null;
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #forward = (): void => this.#controller.abort(this.#outer?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(options: CallOptions, defaults: ClientOptions) {
    this.timeoutMs = options.timeoutMs ?? defaults.timeoutMs ?? null;
    this.#outer = options.signal;
    if (this.#outer?.aborted === true) this.#forward();
    this.#outer?.addEventListener('abort', this.#forward, { once: true });
    if (this.timeoutMs === null) return;
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#controller.abort();
    }, this.timeoutMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A stream that has begun may take as long as it likes. */
  disarm(): void {
    clearTimeout(this.#timer);
  }

  end(): void {
    this.disarm();
    this.#outer?.removeEventListener('abort', this.#forward);
  }

  during<T>(work: Promise<T>): Promise<T> {
    if (this.signal.aborted) {
      work.catch(() => undefined);
      return Promise.reject(this.signal.reason);
    }
    return work;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      const stop = (): void => {
        clearTimeout(timer);
        reject(this.signal.reason);
      };
      if (this.signal.aborted) stop();
      else this.signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** What somebody is told who sees this error: why it was given up, where it was. */
  explain(error: unknown): unknown {
    if (this.#isOver) return failed('REQUEST_DEADLINE', 'No answer came within ' + String(this.timeoutMs) + ' ms.', error);
    if (this.#outer?.aborted === true) return this.#outer.reason;
    return error instanceof TypeError ? unreachable(error) : error;
  }
}
`;

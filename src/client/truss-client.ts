// Asks a running model server over HTTP, from a browser or from Node.
import { TrussError } from '../core/errors/truss-error.ts';
import type { ModelSchema } from '../core/schema/model-schema.ts';
import { isModelSchema } from '../core/schema/model-schema.ts';
import { answerError, brokenAnswerError, connectionError } from './answer-error.ts';
import type { ServerAnswer } from './read-items.ts';
import { readItems } from './read-items.ts';
import { readAddress } from './server-address.ts';
import type { ServerAddress } from './server-address.ts';

/** A request in the bytes that are sent. */
export interface RequestBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `application/json`, `image/jpeg`, … */
  readonly contentType: string;
}

/** How a server is asked. */
export interface ClientOptions {
  /** That the server lets in: `Authorization: Bearer …`. */
  readonly token?: string;
  /** That go with each request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a model is asked. */
export interface AskOptions {
  /** Which one; default: the one that the address names, else the only one of the server. */
  readonly model?: string;
  /** The media type that the answer should have. `application/json` joins a stream, `text/event-stream` frames its items. */
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

/** Whether a model takes requests, and why not. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason: string | null;
}

const utf8 = new TextEncoder();

/** A client of one server. All its methods fail with a `TrussError`: the server's own code and words, or one of `SERVER_*`. */
export class TrussClient {
  readonly #address: ServerAddress;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * `url`: of the server (`http://127.0.0.1:8080`), of a model (`…/v1/models/iris`) or of its predict route (`…:predict`).
   *
   * @throws {TrussError} `INPUT_INVALID` where it is no http address, or a header cannot be sent.
   */
  constructor(url: string, options: ClientOptions = {}) {
    this.#address = readAddress(url);
    this.#headers = requestHeaders(options);
  }

  /** The names of the server's models. */
  async models(signal?: AbortSignal): Promise<readonly string[]> {
    const url = `${this.#address.root}/v1/models`;
    const response = await this.#send(url, { signal: signal ?? null });
    if (!response.ok) throw await answerError(url, response);
    const body: unknown = await response.json().catch(() => null);
    const models: unknown = typeof body === 'object' && body !== null && 'models' in body ? body.models : null;
    if (Array.isArray(models)) return models.map(String);
    throw new TrussError('SERVER_ANSWER_INVALID', {
      message: `${url} does not list models: this is not a server of Truss.`,
      hint: 'Give the address that `truss serve` prints.',
    });
  }

  /** The address of a model: `…/v1/models/NAME`. */
  async modelUrl({ model, signal }: Omit<AskOptions, 'accept'> = {}): Promise<string> {
    const name = model ?? this.#address.model ?? (await this.#onlyModel(signal));
    return `${this.#address.root}/v1/models/${encodeURIComponent(name)}`;
  }

  /** What a model takes and gives. */
  async schema(options: Omit<AskOptions, 'accept'> = {}): Promise<ModelSchema> {
    const url = `${await this.modelUrl(options)}/schema`;
    const response = await this.#send(url, { signal: options.signal ?? null });
    if (!response.ok) throw await answerError(url, response);
    const body: unknown = await response.json().catch(() => null);
    if (isModelSchema(body)) return body;
    throw new TrussError('SERVER_ANSWER_INVALID', {
      message: `${url} does not describe a model: this is no server of Truss, or one of before 1.0.`,
      hint: 'Give the address that `truss serve` prints.',
    });
  }

  /** What the model takes and gives that the address names; else, in their order, what each of the server's does. */
  async schemas(signal?: AbortSignal): Promise<readonly ModelSchema[]> {
    const { model: named } = this.#address;
    const asked = signal === undefined ? {} : { signal };
    const names = named === null ? await this.models(signal) : [named];
    return Promise.all(names.map((model) => this.schema({ model, ...asked })));
  }

  /** Whether a model takes requests. */
  async ready(options: Omit<AskOptions, 'accept'> = {}): Promise<Readiness> {
    const url = await this.modelUrl(options);
    const response = await this.#send(url, { signal: options.signal ?? null });
    if (response.ok) return { ready: true, reason: null };
    const error = await answerError(url, response);
    if (response.status === 503) return { ready: false, reason: error.message };
    throw error;
  }

  /** Sends a request as it is. The answer may be read as it comes. */
  async ask(body: RequestBody, options: AskOptions = {}): Promise<ServerAnswer> {
    const url = `${await this.modelUrl(options)}:predict`;
    const { accept, signal } = options;
    const headers = { 'content-type': body.contentType, ...(accept === undefined ? {} : { accept }) };
    const response = await this.#send(url, { method: 'POST', headers, body: body.bytes, signal: signal ?? null });
    if (!response.ok) throw await answerError(url, response);
    return {
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      isStream: response.headers.get('content-length') === null,
      chunks: readChunks(url, response),
    };
  }

  /** Sends a JSON value and gives the answer as one: the items of a stream as an array. */
  async predict(request: unknown, options: Omit<AskOptions, 'accept'> = {}): Promise<unknown> {
    const { chunks } = await this.ask(jsonBody(request), { ...options, accept: 'application/json' });
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    return JSON.parse(text + decoder.decode());
  }

  /**
   * Sends a JSON value and gives the items of a streamed answer as they come: texts, or JSON values. An answer that is no stream
   * is its only item.
   */
  async *stream(request: unknown, options: Omit<AskOptions, 'accept'> = {}): AsyncGenerator {
    // Lines of JSON, since in server-sent events the text "1" and the number 1 look the same.
    const asked = await this.modelUrl(options);
    const answer = await this.ask(jsonBody(request), { ...options, accept: 'application/x-ndjson' });
    yield* readItems(`${asked}:predict`, answer);
  }

  async #send(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(this.#headers);
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    try {
      return await fetch(url, { ...init, headers });
    } catch (error) {
      throw connectionError(url, error);
    }
  }

  async #onlyModel(signal: AbortSignal | undefined): Promise<string> {
    const names = await this.models(signal);
    const [only, ...others] = names;
    if (only !== undefined && others.length === 0) return only;
    const { root } = this.#address;
    throw new TrussError('MODEL_NOT_FOUND', {
      message: only === undefined ? `${root} serves no model.` : `${root} serves several models: ${names.join(', ')}.`,
      hint: `Give the address of one of them: ${root}/v1/models/${only ?? 'NAME'}`,
    });
  }
}

function jsonBody(value: unknown): RequestBody {
  return { bytes: utf8.encode(JSON.stringify(value)), contentType: 'application/json' };
}

/** What goes with each request. Of a header that cannot be sent only the name is told: its value may be a token. */
function requestHeaders({ token, headers = {} }: ClientOptions): Readonly<Record<string, string>> {
  const all = { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  for (const [name, value] of Object.entries(all)) {
    try {
      new Headers().append(name, value);
    } catch {
      throw new TrussError('INPUT_INVALID', {
        message: `The header ${JSON.stringify(name)} cannot be sent.`,
        hint: 'Its name is a word, and neither has a line feed in it.',
      });
    }
  }
  return all;
}

async function* readChunks(url: string, { body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    yield* body;
  } catch (error) {
    throw brokenAnswerError(url, error);
  }
}

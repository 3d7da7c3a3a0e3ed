// The server that the page came from. Its token lies here, in memory, and goes with the tab.
import type { ModelSchema } from '../../core/schema/model-schema.ts';
import { parseJson } from '../json/exact-json.ts';
import type { AnswerFailure } from './read-failure.ts';
import { readFailure } from './read-failure.ts';

/** What the server says of itself to the page. */
export interface PageSettings {
  readonly version: string;
  readonly needsToken: boolean;
  /** Whether a request can be kept as an example. */
  readonly keepsExamples: boolean;
}

/** A request that the server refused, or that did not reach it. */
export class ServerError extends Error {
  readonly failure: AnswerFailure;

  constructor(failure: AnswerFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Where the server's own paths begin: a level above the page. */
const ROOT = new URL('..', document.baseURI);

/** Asks the server. */
export class Server {
  #token: string | null = null;

  /** Without a slash at its end, as people write it. */
  get url(): string {
    return ROOT.href.replace(/\/$/, '');
  }

  /** Is sent with every request from now on. */
  useToken(token: string): void {
    this.#token = token;
  }

  async settings(): Promise<PageSettings> {
    return (await this.#read('ui/server.json')) as PageSettings;
  }

  async models(): Promise<readonly string[]> {
    const { models } = (await this.#read('v1/models')) as { readonly models: readonly string[] };
    return models;
  }

  async schema(model: string): Promise<ModelSchema> {
    return (await this.#read(`v1/models/${encodeURIComponent(model)}/schema`)) as ModelSchema;
  }

  /** Keeps a request as an example of the model. Texts are JSON. */
  async keepExample(
    model: string,
    example: { readonly name: string; readonly method: string; readonly input: string; readonly output: string | null },
  ): Promise<void> {
    const body = JSON.stringify(example);
    const path = `ui/models/${encodeURIComponent(model)}/examples`;
    await this.send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(orThrow);
  }

  /** Sends a request as it is. `path`: with or without a slash before it. */
  send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#token !== null) headers.set('authorization', `Bearer ${this.#token}`);
    return fetch(new URL(path.replace(/^\//, ''), ROOT), { ...init, headers });
  }

  async #read(path: string): Promise<unknown> {
    const response = await this.send(path, {}).then(orThrow);
    return parseJson(await response.text());
  }
}

async function orThrow(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw new ServerError(readFailure(response.status, await response.text()));
}

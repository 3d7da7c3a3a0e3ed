// A server with real workers for the tests: a truss of one file in a directory of its own, and everything it logged.
import { onTestFinished } from 'vitest';

import { defaultConfig } from '../../src/core/config/config.ts';
import type { Config } from '../../src/core/config/config.ts';
import { UNDEPLOYED } from '../../src/core/config/undeployed.ts';
import { writtenFields } from '../../src/core/config/written-fields.ts';
import type { EntryOptions } from '../../src/server/entry-options.ts';
import type { RunningServer, ServerOptions } from '../../src/server/main.ts';
import { startServer } from '../../src/server/main.ts';
import type { KeptLog } from './kept-log.ts';
import { keepLog } from './kept-log.ts';
import { homeVariables, temporaryTruss } from './temporary-home.ts';

// For tests of the server's parts, which may not look above themselves.
export type { EntryOptions } from '../../src/server/entry-options.ts';
export type { ReplaceOptions } from '../../src/server/change-models.ts';

/** What a served model differs in from the plainest one. */
export interface ModelOptions {
  readonly name?: string;
  readonly workers?: number | null;
  readonly runtime?: Partial<Config['runtime']>;
  readonly config?: Partial<Config>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A server and what the tests ask of it. */
export interface ServedModel extends RunningServer {
  readonly log: KeptLog;
  /** Of the first entry; its model's working directory. */
  readonly directory: string;
  /** Predicts with the entry `model`; a string is sent as it is, anything else as JSON. */
  predict(body: unknown, init?: PredictInit): Promise<Response>;
}

/** What a prediction is sent with. */
interface PredictInit extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** An entry whose `model/model.py` is this text; its directory goes when the test has finished. */
export function modelEntry(model: string, options: ModelOptions = {}): EntryOptions {
  const { name = 'echo', workers = 1, runtime = {}, secrets = {} } = options;
  const plain = defaultConfig();
  const config = { ...plain, ...options.config, runtime: { ...plain.runtime, ...runtime } };
  const written = writtenFields({ ...options.config, runtime });
  const directory = temporaryTruss({ 'model/model.py': model, 'config.yaml': '' });
  const python = homeVariables('').TRUSS_PYTHON;
  return { ...UNDEPLOYED, name, directory, python, config, written, secrets, workers };
}

/** Serves one model, and waits until it is ready. Everything is gone when the test has finished. */
export async function serveModel(model: string, options: ModelOptions = {}): Promise<ServedModel> {
  const served = await serveEntries([modelEntry(model, options)]);
  await served.ready;
  return served;
}

/** Serves entries without waiting for them. */
export async function serveEntries(
  entries: readonly EntryOptions[],
  options: Partial<ServerOptions> = {},
): Promise<ServedModel> {
  const log = keepLog();
  const server = await startServer({ entries, host: '127.0.0.1', port: 0, dev: false, logger: log.logger, ...options });
  onTestFinished(() => server.close());
  const predict = (body: unknown, { headers, ...init }: PredictInit = {}): Promise<Response> =>
    fetch(`${server.url}/v1/models/model:predict`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
      ...init,
    });
  return { ...server, log, directory: entries[0]?.directory ?? '', predict };
}

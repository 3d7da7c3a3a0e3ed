// The Model Context Protocol over stdin and stdout, as programs on a desktop speak it with servers that they start themselves.
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { RequestFailure } from '../../core/inference/request-failure.ts';
import { errorMessage, RPC_CODES } from '../../core/mcp/json-rpc.ts';
import { isBadMessage, readMessage } from '../../core/mcp/read-message.ts';
import type { McpServer } from '../../core/mcp/take-message.ts';
import { takeMessage } from '../../core/mcp/take-message.ts';
import { McpFace } from '../../server/mcp/mcp-face.ts';
import type { InferenceService } from '../../server/service/inference-service.ts';
import { requestLines } from '../../system/processes/request-lines.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { modelLines } from '../ask/model-lines.ts';
import type { ModelRun } from '../ask/with-model.ts';
import { withServices } from '../ask/with-model.ts';
import { callTool } from './call-tool.ts';

/** Where messages come from and go to. */
export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** A message is one line, and has to be held as a whole: room for a file of 100 MiB in base64. */
const MAX_LINE_BYTES = 140 * 2 ** 20;

/** How long calls may go on whose client says nothing more, but may still read. */
const LAST_CALLS_MS = 25_000;

/** How long models may take to end: clients kill a server that does not end within two seconds. */
const LAST_WORDS_MS = 1500;

/**
 * Answers messages of MCP until the input ends. The models load meanwhile: who begins is answered at once, who asks for tools when
 * they are there.
 *
 * @throws {TrussError} `ENV_*`; whatever kept a model from loading
 */
export async function serveStdio(projects: readonly Project[], run: ModelRun, streams: StdioStreams): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([run.signal, ended.signal]);
  const conversation = new Conversation(streams.output, run);
  // Nobody reads any longer: the same as the end of the input.
  streams.output.on('error', () => streams.input.destroy());
  run.signal.addEventListener('abort', () => streams.input.destroy(), { once: true });
  const reading = conversation.read(streams.input).then(() => {
    if (conversation.isIdle) ended.abort();
  });
  try {
    await withServices(projects, { ...run, signal }, async (service) => {
      const mcp = conversation.begin(service);
      await reading;
      await Promise.race([conversation.idle(), sleep(LAST_CALLS_MS, null, { signal }).catch(() => null)]);
      mcp.calls.cancelAll();
      // A generator that is closed has its last words.
      await Promise.race([service.drain(), sleep(LAST_WORDS_MS)]);
    });
  } catch (error) {
    // It had nothing to answer when its client left.
    if (ended.signal.aborted && error === ended.signal.reason) return;
    conversation.fail(error);
    throw error;
  } finally {
    streams.input.destroy();
    ended.abort();
  }
}

/** What is said before the models are there. */
const LOADING: McpServer = {
  tools: [],
  instructions: 'Each tool asks a machine-learning model, and gives back its answer.',
  isGuarded: false,
};

interface Loaded {
  readonly service: InferenceService;
  readonly mcp: McpFace;
}

class Conversation {
  readonly #output: Writable;
  readonly #run: ModelRun;
  readonly #loaded = Promise.withResolvers<Loaded>();
  /** Messages that are not answered yet. */
  readonly #open = new Set<Promise<void>>();

  constructor(output: Writable, run: ModelRun) {
    this.#output = output;
    this.#run = run;
    // Who waits for it is told; that nobody does is no unhandled rejection.
    this.#loaded.promise.catch(() => undefined);
  }

  /** Whether every message is answered. */
  get isIdle(): boolean {
    return this.#open.size === 0;
  }

  /** Resolves when every message is answered. */
  async idle(): Promise<void> {
    await Promise.all(this.#open);
  }

  /** The models are there. */
  begin(service: InferenceService): McpFace {
    const mcp = new McpFace({ service, offersAll: true, isGuarded: false, logger: modelLines(this.#run.onLine) });
    this.#loaded.resolve({ service, mcp });
    return mcp;
  }

  /** The models never will be there. */
  fail(error: unknown): void {
    this.#loaded.reject(error);
  }

  async read(input: Readable): Promise<void> {
    try {
      for await (const line of requestLines(input, MAX_LINE_BYTES)) {
        if (line === null) this.#send(errorMessage(null, TOO_LONG));
        else if (line.trim() !== '') this.#track(this.#take(line));
      }
    } catch (error) {
      // Destroyed, as nobody reads what is answered, or by Ctrl-C.
      if (!input.destroyed) throw error;
    }
  }

  #track(answered: Promise<void>): void {
    const open = answered.finally(() => this.#open.delete(open));
    this.#open.add(open);
  }

  async #take(line: string): Promise<void> {
    const message = readMessage(line);
    const needsTools = !isBadMessage(message) && /^tools\/|^notifications\/cancelled$/.test(message.method);
    if (!needsTools) return this.#answer(line, LOADING, null);
    try {
      const loaded = await this.#loaded.promise;
      await this.#answer(line, loaded.mcp, loaded);
    } catch (error) {
      if (message.id !== null) this.#send(errorMessage(message.id, notLoaded(error)));
    }
  }

  async #answer(line: string, server: McpServer, loaded: Loaded | null): Promise<void> {
    const step = takeMessage(line, server, null);
    if (step.kind === 'answer') this.#send(step.json);
    if (loaded === null) return;
    const { calls } = loaded.mcp;
    if (step.kind === 'cancel') calls.cancel('', step.id);
    if (step.kind !== 'call') return;
    const onFailure = (failure: RequestFailure): void => this.#tellOf(failure);
    await callTool(loaded.service, step.call, { calls, send: (text, onTaken) => this.#send(text, onTaken), onFailure });
  }

  /** Where the author of a model looks: whoever called the tool is not told its code. */
  #tellOf({ code, message, exception }: RequestFailure): void {
    const text = exception === undefined ? message : `${message}\n${exception.traceback}`;
    this.#run.onLine({ logger: 'truss', level: 'error', text: `${code}: ${text}` });
  }

  #send(message: string, onTaken?: () => void): void {
    this.#output.write(`${message}\n`, onTaken);
  }
}

const TOO_LONG = { code: RPC_CODES.invalidRequest, message: 'The message is longer than 140 MiB' };

function notLoaded(error: unknown): { code: number; message: string } {
  const text = error instanceof TrussError ? `${error.code}: ${error.message}` : 'the server is ending';
  return { code: RPC_CODES.internal, message: `The models are not there: ${text}` };
}

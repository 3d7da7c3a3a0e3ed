// The composition root: which parts the server is made of.
import type { InferenceRequest } from '../core/inference/inference-request.ts';
import type { SlotTable } from '../core/inference/slot-table.ts';
import type { Backend, BackendListener } from './backends/backend.ts';
import { cpuBudget, writtenCpus } from './backends/processes/cpu-budget.ts';
import { processEnvironment } from './backends/processes/process-environment.ts';
import type { ModelDescription } from './backends/workers/handshake.ts';
import { WorkerBackend } from './backends/workers/worker-backend.ts';
import { BodyBudget } from './http/body-budget.ts';
import { TokenFile } from './auth/token-file.ts';
import { Gate } from './http/gate/gate.ts';
import type { HttpContext } from './http/http-context.ts';
import type { HttpLimits } from './http/http-limits.ts';
import { DEFAULT_HTTP_LIMITS } from './http/http-limits.ts';
import type { HttpServer } from './http/http-server.ts';
import { createHttpServer } from './http/http-server.ts';
import { OpenExchanges } from './http/open-exchanges.ts';
import type { Port } from './port/port.ts';
import { openPort } from './port/port.ts';
import type { EditionParts, EntryLimits } from './service/edition.ts';
import { Entry } from './service/entry.ts';
import { InferenceService } from './service/inference-service.ts';
import type { ModelFacts, NamedInput } from './service/model-facts.ts';
import type { TrialRequest } from './service/replace-edition.ts';
import { WakefulLoop } from './service/wakeful-loop.ts';
import { AccessLog } from './telemetry/access-log.ts';
import type { Logger } from './telemetry/logger.ts';
import { findWorkerScript } from './worker-script.ts';

/** One model to serve. */
export interface EntryOptions extends ModelDescription {
  /** Absolute path of the interpreter of its environment. */
  readonly python: string;
  /** How many worker processes run it. */
  readonly workers: number;
  /** Requests to show to those who ask what the model takes. Default: none. */
  readonly examples?: readonly NamedInput[];
}

/**
 * About twice what a client on the same machine takes from an answer to its next request. With 100 a worker that has
 * fallen asleep once waits a little longer than that for ever after.
 */
const WORKER_POLL_MICROSECONDS = 200;

/** What a server is made with. */
export interface ServerOptions {
  readonly entries: readonly EntryOptions[];
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Whether clients may see tracebacks. */
  readonly dev: boolean;
  /** Path of a file with the tokens of those who may ask; default: null, which lets everybody in who can connect. */
  readonly tokensFile?: string | null;
  readonly logger: Logger;
  /** Default: DEFAULT_HTTP_LIMITS. */
  readonly limits?: HttpLimits;
}

/** How an entry is replaced. */
export interface ReplaceOptions {
  /** What each new worker must answer first. */
  readonly trial: TrialRequest | null;
  /** Gives up as long as it has not taken place. */
  readonly signal: AbortSignal;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Resolves when every model is loaded; rejects with the TrussError of the first that cannot be. The server goes on. */
  readonly ready: Promise<void>;
  /**
   * Puts a changed model in the place of the entry of the same name: it is started, loaded and tried beside the one that
   * answers, gets all requests from then on, and the former one ends when it has answered what it has.
   *
   * @throws TrussError whatever kept it from loading or answering: the former one stays; `signal.reason`
   */
  replace(entry: EntryOptions, options: ReplaceOptions): Promise<void>;
  /** Finishes what was accepted, then ends everything. */
  drain(): Promise<void>;
  /** Ends everything now. */
  close(): Promise<void>;
}

/**
 * Starts the workers and listens; resolves when it listens, while models still load.
 *
 * @throws TrussError SERVER_PORT_IN_USE, SERVER_LISTEN_FAILED, WORKER_START_FAILED, AUTH_TOKENS_INVALID
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host, port, dev, logger, limits = DEFAULT_HTTP_LIMITS, tokensFile = null } = options;
  const service = createService(options.entries, logger);
  const accessLog = new AccessLog(logger);
  const open = new OpenExchanges();
  const bodies = new BodyBudget(limits.maxHeldBodyBytes);
  const tokens = tokensFile === null ? null : await TokenFile.open(tokensFile, logger);
  const gate = new Gate({ tokens, allowedOrigins: allowedOrigins(options.entries) });
  const context: HttpContext = { service, gate, limits, dev, logger, accessLog, open, bodies };
  const http = createHttpServer(context);
  const { maxConnections, headersTimeoutMs: silenceMs } = limits;
  const protocols = { http: http.take, grpc: http.take, silent: http.takeSilent, silenceMs };
  const listening = await openPort({ host, port, grpcPort: null, maxConnections, protocols, logger });
  service.start();
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${listening.port}`,
    port: listening.port,
    ready: service.ready,
    replace: (entry, { trial, signal }) => {
      const others = service.entries.filter((each) => each.name !== entry.name);
      const workers = others.reduce((sum, each) => sum + each.limits.workers, entry.workers);
      const parts = createEdition(entry, { workers, logger });
      return service.replace(entry.name, { parts, trial, signal });
    },
    drain: () => drain({ service, http, port: listening, accessLog }),
    close: async () => {
      http.close();
      await Promise.all([service.close(), listening.close()]);
      accessLog.close();
      tokens?.close();
    },
  };
}

/** Starts the workers without listening anywhere. */
export function startService(entries: readonly EntryOptions[], { logger }: { logger: Logger }): InferenceService {
  const service = createService(entries, logger);
  service.start();
  return service;
}

/** What ends together. */
interface Parts {
  readonly service: InferenceService;
  readonly http: HttpServer;
  readonly port: Port;
  readonly accessLog: AccessLog;
}

async function drain({ service, http, port, accessLog }: Parts): Promise<void> {
  service.beginDrain();
  await port.stop();
  await http.drain();
  http.close();
  await port.close();
  await service.drain();
  accessLog.close();
}

/** A page that may ask one model of a server sees the others' names too: permission is the server's. */
function allowedOrigins(entries: readonly EntryOptions[]): string[] {
  return entries.flatMap(({ config }) => config.runtime.cors?.allow_origins ?? []);
}

function createService(entries: readonly EntryOptions[], logger: Logger): InferenceService {
  const workers = entries.reduce((sum, entry) => sum + entry.workers, 0);
  const loop = new WakefulLoop({ isEnabled: hasSpareProcessor(workers) });
  return new InferenceService(
    entries.map((options) => {
      const { name, version } = options;
      const first = createEdition(options, { workers, logger });
      return new Entry({ name, version, first, loop, logger: logger.child({ entry: name }) });
    }),
  );
}

/** Whether polling, in the front or a worker, takes nothing from a model. */
function hasSpareProcessor(workers: number): boolean {
  return cpuBudget() > workers;
}

/** `workers`: the number of all workers of the server. */
function createEdition(
  options: EntryOptions,
  { workers, logger: parent }: { readonly workers: number; readonly logger: Logger },
): EditionParts {
  const { python, config } = options;
  const script = findWorkerScript();
  const logger = parent.child({ entry: options.name });
  const cpus = Math.min(cpuBudget(), writtenCpus(config.resources.cpu));
  const threads = Math.max(1, Math.floor(cpus / workers));
  logger.info({ cpus, workers: options.workers, threads }, 'Numeric libraries get their share of the processors');
  const environment = processEnvironment({ inherited: process.env, configured: config.environment_variables, threads });
  const createBackend = (index: number, requests: SlotTable<InferenceRequest>, listener: BackendListener): Backend => {
    const command = { python, script, environment };
    return new WorkerBackend({
      command,
      model: options,
      pollMicroseconds: hasSpareProcessor(workers) ? WORKER_POLL_MICROSECONDS : 0,
      requests,
      listener,
      logger: logger.child({ worker: index }),
    });
  };
  return { signature: config.signature, limits: entryLimits(options), facts: modelFacts(options), createBackend };
}

function modelFacts({ config, examples = [] }: EntryOptions): ModelFacts {
  return { description: config.description, examples };
}

function entryLimits({ workers, config: { runtime } }: EntryOptions): EntryLimits {
  return {
    workers,
    predictConcurrency: runtime.predict_concurrency,
    maxQueue: runtime.max_queue,
    maxBodyBytes: runtime.max_body,
    timeoutMs: runtime.request_timeout * 1000,
    streamPauseMs: runtime.streaming_read_timeout * 1000,
  };
}

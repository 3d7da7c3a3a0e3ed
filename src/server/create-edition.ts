// From a truss to the processes that run it: which kind of backend, where, and with how much of the machine.
import type { Config } from '../core/config/config.ts';
import { containerPlaces } from '../core/config/container-paths.ts';
import type { InferenceRequest } from '../core/inference/inference-request.ts';
import type { SlotTable } from '../core/inference/slot-table.ts';
import { methodOfPath } from '../core/protocols/method-paths.ts';
import type { ShownExample } from '../core/schema/model-source.ts';
import { fillReferences } from '../core/weights/weight-references.ts';
import type { Backend, BackendListener } from './backends/backend.ts';
import { findDevices, NO_DEVICES } from './backends/devices/find-devices.ts';
import type { DevicePlan } from './backends/devices/plan-devices.ts';
import { planDevices } from './backends/devices/plan-devices.ts';
import { cpuBudget, cpusIn, crowdDoubt } from './backends/processes/cpu-budget.ts';
import { memoryDoubt } from './backends/processes/memory-budget.ts';
import { processEnvironment, withProgramsOf } from './backends/processes/process-environment.ts';
import type { UpstreamBackend } from './backends/upstream/upstream-backend.ts';
import { containerView } from './backends/workers/container-view.ts';
import { WorkerBackend } from './backends/workers/worker-backend.ts';
import type { EntryOptions } from './entry-options.ts';
import type { EditionParts, EntryLimits } from './service/edition-parts.ts';
import type { ModelFacts, NamedInput } from './service/model-facts.ts';
import { Dispatcher } from './service/scheduling/dispatcher.ts';
import type { WarmUp } from './service/warm-up.ts';
import type { Logger } from './telemetry/logger.ts';
import { findWorkerScript } from './worker-script.ts';

/** A model, and how it is spread over this machine. */
export interface PlacedEntry extends EntryOptions {
  readonly plan: DevicePlan;
  /** Null without `docker_server`: it brings Node's HTTP along, which costs every other start 30 ms. */
  readonly upstream: typeof UpstreamBackend | null;
}

/**
 * About twice what a client on the same machine takes from an answer to its next request. With 100 a worker that has
 * fallen asleep once waits a little longer than that for ever after.
 */
const WORKER_POLL_MICROSECONDS = 200;

/**
 * Requests that an upstream process may have at a time, where the config does not say: it has a queue of its own, and engines
 * batch what is there. The number bounds the connections to it; what exceeds it waits here, where it can be refused.
 */
const UPSTREAM_CONCURRENCY = 256;

/** Plans how many workers a model gets, and looks what the machine has where it asks for it. */
export async function placeEntry(options: EntryOptions): Promise<PlacedEntry> {
  const { config, written, workers } = options;
  const devices = config.resources.use_gpu ? await findDevices() : NO_DEVICES;
  const upstream = config.docker_server === null ? null : await loadUpstream();
  return { ...options, plan: planDevices({ config, written, workers, devices, inherited: process.env }), upstream };
}

async function loadUpstream(): Promise<typeof UpstreamBackend> {
  return (await import('./backends/upstream/upstream-backend.ts')).UpstreamBackend;
}

/** Tells of workers that are more than the machine is good for; `former`: how many there were, of whom it has been told. */
export function warnOfCrowd(
  logger: Logger,
  { workers, former }: { readonly workers: number; readonly former: number },
): void {
  const doubt = crowdDoubt(workers, cpuBudget());
  if (doubt !== null && crowdDoubt(former, cpuBudget()) === null) logger.warn({ logger: 'truss' }, doubt);
}

/** Whether polling, in the front or a worker, takes nothing from a model. */
export function hasSpareProcessor(workers: number): boolean {
  return cpuBudget() > workers;
}

/** What an entry starts its replicas with. `workers`: the number of all workers of the server. */
export function createEdition(
  entry: PlacedEntry,
  { workers, logger: parent }: { readonly workers: number; readonly logger: Logger },
): EditionParts {
  const { config, plan } = entry;
  const logger = parent.child({ entry: entry.name });
  const allowed = entry.written.includes('resources.cpu') ? cpusIn(config.resources.cpu) : Infinity;
  const cpus = Math.min(cpuBudget(), allowed);
  const threads = Math.max(1, Math.floor(cpus / workers));
  const memory = entry.written.includes('resources.memory') ? memoryDoubt(config.resources.memory) : null;
  logger.info({ cpus, workers: plan.workers, threads }, 'Numeric libraries get their share of the processors');
  if (plan.variables.length > 0) logger.info({ devices: plan.variables }, 'Each worker gets its devices');
  // Of the processors that all share, whoever starts the server tells once.
  const crowd = crowdDoubt(plan.workers, allowed);
  for (const doubt of [plan.warning, memory, crowd]) if (doubt !== null) logger.warn({ logger: 'truss' }, doubt);
  const create = config.docker_server === null ? workerMaker(entry, { workers }) : upstreamMaker(entry);
  const createBackend: EditionParts['createBackend'] = (index, requests, listener) => {
    const variables = { ...config.environment_variables, ...plan.variables[index] };
    const environment = processEnvironment({ inherited: process.env, configured: variables, threads });
    return create({ environment, requests, listener, logger: logger.child({ worker: index }) });
  };
  return {
    signature: config.signature,
    limits: entryLimits(entry),
    facts: modelFacts(entry),
    warmUp: warmUpOf(entry),
    arrival: entry.weights?.arrival ?? null,
    createScheduler: (takers) => new Dispatcher(takers, { maxWaitMs: config.runtime.batching?.max_wait_ms ?? null }),
    createBackend,
  };
}

/** What differs from one replica of a model to the next. */
interface ReplicaParts {
  readonly environment: NodeJS.ProcessEnv;
  readonly requests: SlotTable<InferenceRequest>;
  readonly listener: BackendListener;
  readonly logger: Logger;
}

function workerMaker(entry: EntryOptions, { workers }: { readonly workers: number }): (parts: ReplicaParts) => Backend {
  const script = findWorkerScript();
  const pollMicroseconds = hasSpareProcessor(workers) ? WORKER_POLL_MICROSECONDS : 0;
  const view = containerView(entry);
  return ({ environment, ...rest }) => {
    const { python, workerPackages: packages = null, hasTerminal = false } = entry;
    const command = { python, script, packages, environment, view, hasTerminal };
    return new WorkerBackend({ command, model: entry, pollMicroseconds, ...rest });
  };
}

function upstreamMaker({
  python,
  directory,
  secrets,
  config,
  upstream,
  weights,
}: PlacedEntry): (parts: ReplicaParts) => Backend {
  const { docker_server: server } = config;
  if (server === null || upstream === null) {
    throw new RangeError('a truss without docker_server has no upstream process');
  }
  const command = server.start_command;
  const filled = { ...server, start_command: command && fillReferences(command, weights?.places ?? {}) };
  const places = [...(weights?.mounts ?? []), ...containerPlaces(directory, config)];
  return ({ environment, listener, logger }) => {
    const withPython = withProgramsOf(python, environment);
    return new upstream({ server: filled, places, directory, environment: withPython, secrets, listener, logger });
  };
}

function warmUpOf({ config, written, examples = [] }: PlacedEntry): WarmUp {
  const { warmup } = config.runtime;
  const asked = config.docker_server === null && warmup !== 'none' ? examples : [];
  // Only what somebody asked for keeps a model from answering: an old example may fail where the model does not.
  return { examples: warmup === 'first' ? asked.slice(0, 1) : asked, isRequired: written.includes('runtime.warmup') };
}

function modelFacts({ config, examples = [], shownExamples }: EntryOptions): ModelFacts {
  return {
    description: config.description,
    examples,
    shownExamples: shownExamples ?? examples.map(jsonExample),
    passesThrough: config.docker_server !== null,
    upstreamMethod: config.docker_server === null ? null : methodOfPath(config.docker_server.predict_endpoint),
    offersTools: config.runtime.mcp,
    allowedOrigins: config.runtime.cors?.allow_origins.map(asBrowsersSay) ?? [],
  };
}

/** A prediction in JSON, as the schema shows it. */
function jsonExample({ name, input }: NamedInput): ShownExample {
  return { name, method: 'predict', takes: 'application/json', gives: null, input };
}

/** An origin as browsers send it: in lower case, its host in ASCII, without the port that its scheme has anyway. */
function asBrowsersSay(origin: string): string {
  const sent = URL.parse(origin)?.origin;
  // Schemes of which browsers have no origin, such as those of their extensions.
  return sent === undefined || sent === 'null' ? origin : sent;
}

function entryLimits(entry: PlacedEntry): EntryLimits {
  const { plan, written, config } = entry;
  const { runtime, docker_server: server } = config;
  const isLeftToServer = server !== null && !written.includes('runtime.predict_concurrency');
  return {
    workers: plan.workers,
    predictConcurrency: isLeftToServer ? UPSTREAM_CONCURRENCY : runtime.predict_concurrency,
    maxQueue: runtime.max_queue,
    maxBodyBytes: runtime.max_body,
    pingIntervalMs: pingMs(runtime.transport.ping_interval_seconds),
    pingTimeoutMs: pingMs(runtime.transport.ping_timeout_seconds),
    ...(entry.hasTerminal === true ? ENDLESS : timeLimits(runtime)),
  };
}

/** 0 switches them off. */
function pingMs(seconds: number | null): number | null {
  if (seconds === null) return null;
  return seconds === 0 ? Infinity : seconds * 1000;
}

type TimeLimits = Pick<EntryLimits, 'timeoutMs' | 'queueMs' | 'streamPauseMs' | 'totalMs' | 'cancellationGraceMs'>;

/** Somebody at a debugger takes their time. */
const ENDLESS: TimeLimits = {
  timeoutMs: Infinity,
  queueMs: Infinity,
  streamPauseMs: Infinity,
  totalMs: Infinity,
  cancellationGraceMs: Infinity,
};

function timeLimits(runtime: Config['runtime']): TimeLimits {
  return {
    timeoutMs: runtime.request_timeout * 1000,
    queueMs: runtime.queue_timeout * 1000,
    streamPauseMs: runtime.streaming_read_timeout * 1000,
    totalMs: (runtime.total_timeout ?? Infinity) * 1000,
    cancellationGraceMs: runtime.cancellation_grace === null ? null : runtime.cancellation_grace * 1000,
  };
}

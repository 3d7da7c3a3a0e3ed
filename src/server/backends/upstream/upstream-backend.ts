// A server that somebody else wrote, behind the Backend interface. The other files of this folder are its life in order:
// own-port -> server-process -> await-ready -> client-request -> upstream-call, tunnel.
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Config } from '../../../core/config/config.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import type { Backend, BackendListener, Capabilities, Health, StartOutcome, Upgrade } from '../backend.ts';
import { SlowStart } from '../processes/slow-start.ts';
import { startProblem } from '../processes/start-problem.ts';
import { awaitReady } from './await-ready.ts';
import { readClientRequest } from './client-request.ts';
import { choosePort, isFree } from './own-port.ts';
import { askHealth, askMetrics } from './probe.ts';
import type { ServerProcessOptions } from './server-process.ts';
import { ServerProcess } from './server-process.ts';
import { endedTooSoon, isHopeless, neverReady, noCommand, portTaken } from './start-failures.ts';
import { openTunnel } from './tunnel.ts';
import { UpstreamCall } from './upstream-call.ts';

/** A model of many gigabytes is read and compiled: today's platform waits as long. */
const READY_WITHIN_MINUTES = 30;

/** How long a server that has answered everything may take to end: time to give a GPU back. */
const DRAIN_GRACE_MS = 10_000;

/** The connections of a process that dies break a moment before we hear of its end, which says more. */
const EXIT_FOLLOWS_WITHIN_MS = 250;

/** Shorter than what servers allow an idle connection, so that it is us who closes it. */
const IDLE_CONNECTION_MS = 1500;

/** What the server can do is its own affair: every path is passed on to it. */
const CAPABILITIES: Capabilities = {
  methods: {},
  needsRequest: true,
  maxBatchSize: 1,
  inputSchema: null,
  outputSchema: null,
};

/** What an upstream backend is made with. */
export interface UpstreamBackendOptions extends Omit<ServerProcessOptions, 'command'> {
  readonly server: NonNullable<Config['docker_server']>;
  readonly listener: BackendListener;
}

/** An HTTP server that a command of the truss starts. */
export class UpstreamBackend implements Backend {
  /** The command may be a script that starts what computes. */
  readonly pid = null;
  readonly #options: UpstreamBackendOptions;
  readonly #agent = new Agent({ keepAlive: true, timeout: IDLE_CONNECTION_MS });
  readonly #calls = new Map<InferenceRequest, UpstreamCall>();
  #process: ServerProcess | null = null;
  #port = 0;
  #isReady = false;
  #isUnwanted = false;
  /** To be called when the last request is answered. */
  #onIdle: () => void = () => {};

  constructor(options: UpstreamBackendOptions) {
    this.#options = options;
  }

  async start(): Promise<StartOutcome> {
    try {
      const process = await this.#launch();
      const path = this.#options.server.readiness_endpoint;
      const withinMs = READY_WITHIN_MINUTES * 60_000;
      const waiting = new SlowStart(this.#options.logger, 'the server of docker_server starts');
      const onAnswer = (answer: string): void => waiting.goesOn(`${answer} to GET ${path} (readiness_endpoint)`);
      const outcome = await awaitReady({ port: this.#port, path, withinMs, signal: process.gone, onAnswer });
      waiting.end();
      if (outcome.kind === 'ready' && !process.gone.aborted) {
        this.#isReady = true;
        return { kind: 'ready', capabilities: CAPABILITIES };
      }
      process.kill();
      const reason = await process.ended;
      if (outcome.kind === 'timedOut') throw neverReady(path, READY_WITHIN_MINUTES, outcome.answer);
      return { kind: 'failed', error: endedTooSoon(reason, process.lastLines), permanent: isHopeless(reason) };
    } catch (error) {
      const problem = startProblem(error);
      if (problem instanceof TrussError) return { kind: 'failed', error: problem, permanent: false };
      throw error;
    }
  }

  send(requests: readonly InferenceRequest[]): void {
    for (const request of requests) this.#call(request);
  }

  hasBegun(): boolean {
    return true;
  }

  cancel(request: InferenceRequest): void {
    this.#calls.get(request)?.cancel();
  }

  credit(request: InferenceRequest, bytes: number): void {
    this.#calls.get(request)?.credit(bytes);
  }

  upgrade(upgrade: Upgrade): void {
    openTunnel(upgrade, { port: this.#port, predictEndpoint: this.#options.server.predict_endpoint });
  }

  health(): Promise<Health> {
    return askHealth(this.#port, this.#options.server.liveness_endpoint);
  }

  metrics(): Promise<string> {
    return askMetrics(this.#port);
  }

  async drain(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    if (this.#calls.size > 0) await Promise.race([idle, process.ended]);
    process.terminate();
    const timer = setTimeout(() => process.kill(), DRAIN_GRACE_MS);
    await process.ended;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.#isUnwanted = true;
    this.#process?.kill();
    await this.#process?.ended;
  }

  /** Starts the process on a port. Throws WORKER_START_FAILED. */
  async #launch(): Promise<ServerProcess> {
    const { server, ...rest } = this.#options;
    if (server.start_command === null) throw noCommand();
    const { command, port, isOwn } = await choosePort(server.start_command, server.server_port);
    if (!isOwn && !(await isFree(port))) throw portTaken(port);
    if (this.#isUnwanted) throw endedTooSoon('was not wanted any more', []);
    this.#port = port;
    const environment = { ...rest.environment, PORT: String(port) };
    this.#process = new ServerProcess({ ...rest, command, environment });
    void this.#process.ended.then((reason) => this.#onExit(reason));
    return this.#process;
  }

  /** One request, over a connection that it may share with those before it. */
  #call(request: InferenceRequest): void {
    request.carried(this);
    const call = new UpstreamCall({
      request,
      asked: readClientRequest(request, this.#options.server.predict_endpoint),
      port: this.#port,
      agent: this.#agent,
      onOver: (over) => this.#settle(over),
      onBroken: (broken, error) => void this.#onBroken(broken, error),
    });
    this.#calls.set(request, call);
  }

  #settle(call: UpstreamCall): void {
    this.#calls.delete(call.request);
    this.#options.listener.settled(call.request);
    if (this.#calls.size === 0) this.#onIdle();
  }

  async #onBroken(call: UpstreamCall, error: Error): Promise<void> {
    await Promise.race([this.#process?.ended, sleep(EXIT_FOLLOWS_WITHIN_MS)]);
    if (this.#calls.get(call.request) !== call) return;
    call.letGo();
    this.#options.logger.warn({ error: error.message }, 'The connection to the server of docker_server broke');
    const message = call.hasBegun ? 'The server broke the connection' : 'The server takes no connections';
    call.request.sink.fail({ code: 'UPSTREAM_FAILED', message });
    this.#settle(call);
  }

  #onExit(reason: string): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.letGo();
    this.#agent.destroy();
    if (!this.#isReady) return;
    const requestsOf = (hasBegun: boolean): InferenceRequest[] =>
      calls.filter((call) => call.hasBegun === hasBegun).map((call) => call.request);
    const lastLines = this.#process?.lastLines ?? [];
    this.#options.listener.exited({ reason, lastLines, begun: requestsOf(true), unbegun: requestsOf(false) });
  }
}

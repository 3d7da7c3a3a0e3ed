// One worker process behind the Backend interface. The other files of this folder and of ../processes are its life in order:
// spawn-worker -> handshake -> data-channel, control-channel -> read-rest, progress-file -> kill-group.
import { TrussError } from '../../../core/errors/truss-error.ts';
import type { InferenceRequest } from '../../../core/inference/inference-request.ts';
import { PiecedBody } from '../../../core/inference/pieced-body.ts';
import type { SlotTable } from '../../../core/inference/slot-table.ts';
import type { Frame } from '../../../core/wire/frame.ts';
import { Kind } from '../../../core/wire/frame.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Backend, BackendListener, Health, StartOutcome } from '../backend.ts';
import { describeExit } from '../processes/describe-exit.ts';
import { readRest } from '../processes/read-rest.ts';
import { SlowStart } from '../processes/slow-start.ts';
import { startProblem } from '../processes/start-problem.ts';
import { ControlChannel, MAX_CONTROL_FRAME_BYTES } from './control-channel.ts';
import { DataChannel, readFrames } from './data-channel.ts';
import { deliverAnswer } from './deliver-answer.ts';
import type { ModelDescription } from './handshake.ts';
import { failedOutcome, helloHeader, maxFrameBytes, readStartProfile, readyOutcome, stateText } from './handshake.ts';
import { HealthQuestions, MetricsQuestions, readTold } from './questions.ts';
import type { WorkerCommand, WorkerProcess } from './spawn-worker.ts';
import { spawnWorker } from './spawn-worker.ts';
import { WorkerLogs } from './worker-logs.ts';

/** How long a worker that has answered everything may take to end by itself: time for a model's `atexit`. */
const DRAIN_GRACE_MS = 5000;

/** The channels of a process that dies close a moment before we hear of its end. */
const EXIT_FOLLOWS_WITHIN_MS = 1000;

/** What a worker backend is made with. */
export interface WorkerBackendOptions {
  readonly command: WorkerCommand;
  readonly model: ModelDescription;
  /** How long it may poll for the next request of a busy client; 0 where there is no processor to spare. */
  readonly pollMicroseconds: number;
  /** The entry's table: the worker's answers name a slot in it. */
  readonly requests: SlotTable<InferenceRequest>;
  readonly listener: BackendListener;
  readonly logger: Logger;
}

/** A Python process that runs one model. */
export class WorkerBackend implements Backend {
  readonly #options: WorkerBackendOptions;
  readonly #logs: WorkerLogs;
  readonly #health = new HealthQuestions();
  readonly #metrics = new MetricsQuestions();
  readonly #started = Promise.withResolvers<StartOutcome>();
  readonly #gone = Promise.withResolvers<void>();
  #process: WorkerProcess | null = null;
  #start: SlowStart | null = null;
  #data: DataChannel | null = null;
  #control: ControlChannel | null = null;
  /** Set by READY or FAILED; until then an exit is a failed start. */
  #outcome: StartOutcome | null = null;
  /** Why we killed it ourselves, where it broke the protocol. */
  #breach: string | null = null;
  /** Whether it is time for it to close its channels. */
  #mayClose = false;
  /** Runs where it has closed one before its time. */
  #closing: NodeJS.Timeout | undefined;
  #sent = 0;
  #spawnedAt = 0;
  /** Until it has said something; null until then. */
  #spawnMs: number | null = null;

  constructor(options: WorkerBackendOptions) {
    this.#options = options;
    this.#logs = new WorkerLogs(options.logger);
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  async start(): Promise<StartOutcome> {
    this.#spawnedAt = performance.now();
    try {
      const spawned = spawnWorker(this.#options.command);
      if ('why' in spawned) throw await spawned.why;
      this.#process = spawned;
    } catch (error) {
      // Whatever is missing may be there again in a moment.
      const problem = startProblem(error);
      if (problem instanceof TrussError) return { kind: 'failed', error: problem, permanent: false };
      throw error;
    }
    this.#start = new SlowStart(this.#options.logger, 'the process of the model starts');
    this.#connect(this.#process);
    return this.#started.promise;
  }

  send(requests: readonly InferenceRequest[]): void {
    for (const request of requests) {
      this.#sent += 1;
      request.carried(this, this.#sent);
    }
    this.#data?.send(requests);
  }

  hasBegun(request: InferenceRequest): boolean {
    return this.#process !== null && request.order <= this.#process.progress.read();
  }

  cancel(request: InferenceRequest): void {
    this.#control?.cancel(request);
  }

  credit(request: InferenceRequest, bytes: number): void {
    this.#control?.credit(request, bytes);
  }

  message(request: InferenceRequest, form: number, payload: Uint8Array): void {
    this.#data?.sendMore(request, { kind: Kind.CHUNK, form, payload });
  }

  hangUp(request: InferenceRequest, code: number, reason: string): void {
    this.#data?.sendMore(request, { kind: Kind.END, aux: code, header: reason === '' ? {} : { reason } });
  }

  health(): Promise<Health> {
    return this.#health.ask((number) => this.#control?.health(number));
  }

  metrics(): Promise<string> {
    return this.#metrics.ask((number) => this.#control?.metrics(number));
  }

  async drain(): Promise<void> {
    if (this.#process === null) return;
    this.#mayClose = true;
    this.#data?.halfClose();
    const timer = setTimeout(() => this.#kill(), DRAIN_GRACE_MS);
    await this.#gone.promise;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    if (this.#process === null) return;
    this.#kill();
    await this.#gone.promise;
  }

  #connect(worker: WorkerProcess): void {
    const { model, pollMicroseconds } = this.#options;
    this.#logs.follow(worker.output);
    this.#data = new DataChannel(worker.data);
    this.#control = new ControlChannel(worker.control);
    const onBroken = (error: unknown): void => this.#break(error);
    readFrames(worker.data, { maxFrameBytes: maxFrameBytes(model.config), onFrame: this.#onData, onBroken });
    readFrames(worker.control, { maxFrameBytes: MAX_CONTROL_FRAME_BYTES, onFrame: this.#onControl, onBroken });
    for (const channel of [worker.data, worker.control]) channel.once('end', this.#onClosed);
    worker.child.once('exit', (code, signal) => void this.#onExit(worker, describeExit(code, signal)));
    this.#control.hello(helloHeader(model, pollMicroseconds));
  }

  #kill(): void {
    this.#process?.family.kill();
  }

  readonly #onData = (frame: Frame): void => {
    const { requests, listener } = this.#options;
    const request = requests.find(frame.slot, frame.generation);
    if (request === undefined || request.carrier !== this) {
      throw new RangeError(`an answer to a request that this worker does not have (slot ${frame.slot})`);
    }
    if (frame.kind === Kind.ASIDE) listener.setAside(request, frame.aux === 1);
    else if (deliverAnswer(frame, request)) this.#settle(request);
  };

  #settle(request: InferenceRequest): void {
    const { body } = request;
    this.#options.listener.settled(request);
    if (body instanceof PiecedBody) body.done();
  }

  readonly #onControl = (frame: Frame): void => {
    switch (frame.kind) {
      case Kind.LOG:
        return this.#logs.takeLog(frame, this.#options.requests.find(frame.slot, frame.generation)?.id);
      case Kind.HEALTH:
        return this.#health.answer(frame);
      case Kind.METRICS:
        return frame.aux === 0 ? this.#options.listener.counted(readTold(frame)) : this.#metrics.answer(frame);
      case Kind.CREDIT:
        return this.#onCredit(frame);
      case Kind.STATE:
        this.#spawnMs ??= performance.now() - this.#spawnedAt;
        return this.#start?.goesOn(stateText(frame));
      case Kind.READY:
        this.#options.model.onStartProfile?.(readStartProfile(frame, this.#spawnMs ?? 0));
        return this.#conclude(readyOutcome(frame));
      case Kind.FAILED:
        return this.#conclude(failedOutcome(frame));
      default:
        throw new RangeError(`a frame of kind ${frame.kind} on the control channel`);
    }
  };

  /** The request may be over: the channels are read one after the other. */
  #onCredit({ slot, generation, aux }: Frame): void {
    const request = this.#options.requests.find(slot, generation);
    if (request?.carrier === this) request.sink.received?.(aux);
  }

  /** The start is over. A failed one is reported when the process is gone, which it should do by itself. */
  #conclude(outcome: StartOutcome): void {
    this.#outcome = outcome;
    this.#start?.end();
    if (outcome.kind === 'ready') this.#started.resolve(outcome);
    else void this.drain();
  }

  /** Nearly always its process has ended, of which we hear next; else the model has closed what it did not open. */
  readonly #onClosed = (): void => {
    if (this.#mayClose) return;
    this.#closing ??= setTimeout(() => this.#break('the model has closed the channel'), EXIT_FOLLOWS_WITHIN_MS);
  };

  /** The worker does not keep to the protocol: nothing it says can be trusted any more. */
  #break(error: unknown): void {
    this.#breach = `broke the wire protocol: ${String(error)}`;
    this.#kill();
  }

  async #onExit(worker: WorkerProcess, how: string): Promise<void> {
    clearTimeout(this.#closing);
    this.#start?.end();
    await worker.family.end();
    await readRest([worker.data, worker.control, ...worker.output]);
    // Whoever holds the other ends, of those that cannot be ended: it is no longer listened to.
    for (const stream of worker.output) stream.destroy();
    const reason = this.#breach ?? how;
    const outcome = this.#outcome ?? this.#unexplained(reason);
    const { begun, unbegun } = this.#divide(worker.progress.read());
    worker.progress.close();
    this.#data?.close();
    this.#control?.close();
    this.#health.close();
    this.#metrics.close();
    this.#gone.resolve();
    if (outcome.kind === 'failed') this.#started.resolve(outcome);
    else this.#options.listener.exited({ reason, lastLines: this.#logs.lastLines, begun, unbegun });
  }

  /** A process that ended before it said anything. */
  #unexplained(reason: string): StartOutcome {
    const last = this.#logs.lastLines.join('\n');
    const message = `The worker process ${reason} before the model was loaded`;
    // As a hint, since clients are told the message, and what a model prints is not for them.
    const error = new TrussError('WORKER_START_FAILED', {
      message,
      ...(last !== '' && { hint: `The last that it printed:\n${last}` }),
    });
    return { kind: 'failed', error, permanent: false };
  }

  /** Its unanswered requests: the first `taken` that were sent to it may have begun. */
  #divide(taken: number): { begun: InferenceRequest[]; unbegun: InferenceRequest[] } {
    const mine: InferenceRequest[] = [];
    this.#options.requests.forEach((request) => {
      if (request.carrier === this) mine.push(request);
    });
    mine.sort((a, b) => a.order - b.order);
    return {
      begun: mine.filter((request) => request.order <= taken),
      unbegun: mine.filter((request) => request.order > taken),
    };
  }
}

// An entry whose replicas are fakes: what the service decides, without a process.
import type { InferenceRequest, RequestInput } from '../../src/core/inference/inference-request.ts';
import { NO_BYTES } from '../../src/core/inference/inference-request.ts';
import { Form } from '../../src/core/wire/frame.ts';
import type { EditionParts, EntryLimits } from '../../src/server/service/edition-parts.ts';
import { Entry } from '../../src/server/service/entry.ts';
import { Dispatcher } from '../../src/server/service/scheduling/dispatcher.ts';
import { WakefulLoop } from '../../src/server/service/wakeful-loop.ts';
import { FakeBackend } from './fake-backend.ts';
import type { KeptLog } from './kept-log.ts';
import { keepLog } from './kept-log.ts';
import { KeptSink } from './kept-sink.ts';

/** A request that was submitted, and what its sink was told. */
interface Submitted {
  readonly told: readonly string[];
  /** Null where it was refused. */
  readonly request: InferenceRequest | null;
}

/** Parts of an edition, and the backends that were made of it: one for each start of a replica, oldest first. */
export interface FakeEdition {
  readonly parts: EditionParts;
  readonly backends: readonly FakeBackend[];
}

/** An entry that was started. */
export interface FakeEntry {
  readonly entry: Entry;
  /** Of its first edition. */
  readonly backends: readonly FakeBackend[];
  readonly log: KeptLog;
  /** Submits a request of this id. */
  readonly submit: (id: string, more?: Partial<RequestInput>) => Submitted;
}

/** An edition of fakes; one worker that computes one request at a time, where the limits say nothing else. */
export function fakeEdition(limits: Partial<EntryLimits> = {}): FakeEdition {
  const all = { ...LIMITS, ...limits };
  const backends: FakeBackend[] = [];
  const parts: EditionParts = {
    signature: null,
    facts: {
      description: null,
      examples: [],
      shownExamples: [],
      passesThrough: false,
      upstreamMethod: null,
      offersTools: false,
      allowedOrigins: [],
    },
    limits: all,
    warmUp: { examples: [], isRequired: false },
    arrival: null,
    createScheduler: (takers) => new Dispatcher(takers),
    createBackend: (_index, _requests, listener) => {
      const backend = new FakeBackend({ listener, concurrency: all.predictConcurrency });
      backends.push(backend);
      return backend;
    },
  };
  return { parts, backends };
}

/** An entry named `echo` that begins with an edition of fakes, whose models load. */
export function fakeEntry(limits: Partial<EntryLimits> = {}): FakeEntry {
  const { parts, backends } = fakeEdition(limits);
  const log = keepLog();
  const loop = new WakefulLoop({ isEnabled: false });
  const entry = new Entry({ name: 'echo', version: '1', first: parts, loop, logger: log.logger });
  entry.start();
  const submit: FakeEntry['submit'] = (id, more) => {
    const sink = new KeptSink();
    const request = entry.submit({ ...fakeInput(id), sink, ...more });
    return { told: sink.told, request };
  };
  return { entry, backends, log, submit };
}

/** What is asked by a request without a body or a deadline, of which nobody hears. */
export function fakeInput(id: string): RequestInput {
  const sink = new KeptSink();
  return { id, body: NO_BYTES, form: Form.JSON, accept: Form.JSON, header: NO_BYTES, deadlineAt: Infinity, sink };
}

const LIMITS: EntryLimits = {
  workers: 1,
  predictConcurrency: 1,
  maxQueue: 1000,
  maxBodyBytes: 1000,
  cancellationGraceMs: null,
  pingIntervalMs: null,
  pingTimeoutMs: null,
  timeoutMs: 60_000,
  queueMs: 60_000,
  streamPauseMs: 60_000,
  totalMs: Infinity,
};

// The seam between the service and whatever computes: a process of ours that speaks the wire protocol, or an HTTP
// server that somebody else wrote. Admission, queue, deadlines and restarts lie above it and are the same for all.
import type { Duplex } from 'node:stream';

import type { TrussError } from '../../core/errors/truss-error.ts';
import type { Carrier, InferenceRequest } from '../../core/inference/inference-request.ts';

/** What the loaded model can do. */
export interface Capabilities {
  /** The model's methods by name. */
  readonly methods: Readonly<Record<string, MethodDescription>>;
  /** Whether a method wants to see the HTTP request itself. */
  readonly needsRequest: boolean;
  /** How many predictions it may compute in one call; 1: it merges none. */
  readonly maxBatchSize: number;
  /** JSON Schema of the input and output of a prediction, null where the model says nothing. */
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
}

/** What is known of a method of a model. */
export interface MethodDescription {
  readonly kind: MethodKind;
  /** Its docstring; null where it has none. */
  readonly description: string | null;
  /** JSON Schema of what it takes and gives, null where it says nothing. */
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
  /** Whether its annotation says that it gives, or can give, its answer in pieces; the schema is then of one. */
  readonly streams: boolean;
}

/** Whether a method gives its answer in pieces. */
export function isStreaming(method: MethodDescription | undefined): boolean {
  return method?.kind === 'generator' || method?.kind === 'asyncGenerator';
}

/** Whether it does so, or its annotation says that it can. */
export function canStream(method: MethodDescription | undefined): boolean {
  return isStreaming(method) || method?.streams === true;
}

/** How a method of a model gives its answer. */
export type MethodKind = (typeof METHOD_KINDS)[number];

const METHOD_KINDS = ['sync', 'async', 'generator', 'asyncGenerator'] as const;

/** Whether the worker's word for it is one that is known. */
export function isMethodKind(kind: unknown): kind is MethodKind {
  return METHOD_KINDS.some((known) => known === kind);
}

/** Whether a model says that it is well. */
export type Health = { readonly healthy: true } | { readonly healthy: false; readonly reason: string };

export const WELL: Health = { healthy: true };

/** How a start ended. */
export type StartOutcome =
  | { readonly kind: 'ready'; readonly capabilities: Capabilities }
  /** `permanent`: another try cannot help. */
  | { readonly kind: 'failed'; readonly error: TrussError; readonly permanent: boolean };

/** Files of a model that are still on their way when it shall start. */
export interface Arrival {
  /** Resolves when all are there: with null, or with why they will not come. Never rejects. */
  readonly over: Promise<TrussError | null>;
  /** How far they are, as `3.1 of 15 GB`; empty where they are not on their way. */
  readonly share: () => string;
  /** Whether the model waits for them itself (`lazy_data_resolver`), so that its process may start before. */
  readonly isAwaitedByModel: boolean;
}

/** What is left of a backend that ended. */
export interface BackendExit {
  /** How it ended, for people: `was killed by SIGKILL`, `ended with status 1`. */
  readonly reason: string;
  /** The last lines that it printed, for the log. */
  readonly lastLines: readonly string[];
  /** Unanswered requests that it may have begun: nobody can say whether they had an effect. */
  readonly begun: readonly InferenceRequest[];
  /** Unanswered requests that it cannot have begun, in the order in which they were sent. */
  readonly unbegun: readonly InferenceRequest[];
}

/** A request to go on with another protocol than HTTP, such as a WebSocket's, and the connection that it came on. */
export interface Upgrade {
  /** What the request is called in logs. */
  readonly id: string;
  readonly http: HttpRequestPart;
  readonly socket: Duplex;
  /** What came on the connection after the request. */
  readonly head: Buffer;
  /** How long the answer to the request may take. */
  readonly withinMs: number;
}

/** `http` of a REQUEST header of the wire protocol (section 3.1). */
export interface HttpRequestPart {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  /** Name, in lower case, and value, in the order in which they came. */
  readonly headers: readonly (readonly [string, string])[];
  /** `address:port` of the client. */
  readonly client: string;
}

/** Who is told what a backend does; given to it when it is made. */
export interface BackendListener {
  /** The terminal frame of a request came, its sink was told, and its slot can be used again. */
  settled(request: InferenceRequest): void;
  /** A request takes no place of those that the model computes at a time, while it is in preprocess or postprocess; or it takes one again. */
  setAside(request: InferenceRequest, isAside: boolean): void;
  /**
   * What the model counts itself has changed, as section 3.9 of the wire protocol has it.
   *
   * @throws {RangeError} where it is not of the protocol
   */
  counted(told: unknown): void;
  /** The backend was ready, and has ended without being asked to, or after `drain` or `kill`. Nothing comes after this. */
  exited(exit: BackendExit): void;
}

/**
 * One process that computes answers. It is started once; a restart makes a new one. Cancelling and credit are calls with
 * the request, since an AbortSignal for every request costs more than the rest of its path. What the service relies on
 * is a suite of tests that every kind of backend passes: `test/conformance/backend.ts`.
 */
export interface Backend extends Carrier {
  /** Of its process, where that is the one that computes; null: there is none, or nobody knows which one does. */
  readonly pid: number | null;
  /** Starts the process and waits until the model is loaded. A process that fails to start is gone when this resolves. */
  start(): Promise<StartOutcome>;
  /**
   * Gives it requests, in their order; the sink of each hears of its answer, never before this returns. Those that are given
   * together may be computed in one call, by a model that can. Only when it is ready.
   */
  send(requests: readonly InferenceRequest[]): void;
  /** Whether it may have begun a request that it has. */
  hasBegun(request: InferenceRequest): boolean;
  /** Asks the model whether it is well. One that is too busy to say so counts as well: it works. Only when it is ready. */
  health(): Promise<Health>;
  /**
   * What the model counts itself by other means than `counted` tells of, in Prometheus' text format; what `counted` has to tell comes
   * before. Empty where it counts nothing, or does not say so in time.
   */
  metrics(): Promise<string>;
  /** Takes over a connection; only a backend that is an HTTP server of its own can. The connection is closed when it ends. */
  upgrade?(upgrade: Upgrade): void;
  /** Lets it finish what it has and end; kills it when that takes longer than its grace. */
  drain(): Promise<void>;
  /** Ends it and all processes it started, now. */
  kill(): Promise<void>;
}

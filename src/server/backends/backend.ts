// The seam between the service and whatever computes: a process of ours that speaks the wire protocol, later also an
// HTTP server that somebody else wrote. Admission, queue, deadlines and restarts lie above it and are the same for all.
import type { TrussError } from '../../core/errors/truss-error.ts';
import type { Carrier, InferenceRequest } from '../../core/inference/inference-request.ts';

/** What the loaded model can do. */
export interface Capabilities {
  /** The model's methods and how each gives its answer. */
  readonly methods: Readonly<Record<string, MethodKind>>;
  /** Whether a method wants to see the HTTP request itself. */
  readonly needsRequest: boolean;
  /** JSON Schema of the model's input and output, null where the model says nothing. */
  readonly inputSchema: unknown;
  readonly outputSchema: unknown;
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

/** Who is told what a backend does; given to it when it is made. */
export interface BackendListener {
  /** The terminal frame of a request came, its sink was told, and its slot can be used again. */
  settled(request: InferenceRequest): void;
  /** The backend was ready, and has ended without being asked to, or after `drain` or `kill`. Nothing comes after this. */
  exited(exit: BackendExit): void;
}

/**
 * One process that computes answers. It is started once; a restart makes a new one. Cancelling and credit are calls with
 * the request, not an AbortSignal: one for every request would cost more than the rest of its path.
 */
export interface Backend extends Carrier {
  /** Starts the process and waits until the model is loaded. A process that fails to start is gone when this resolves. */
  start(): Promise<StartOutcome>;
  /** Gives it a request, whose sink hears of the answer. Only when it is ready. */
  send(request: InferenceRequest): void;
  /** Asks the model whether it is well. One that is too busy to say so counts as well: it works. Only when it is ready. */
  health(): Promise<Health>;
  /** Lets it finish what it has and end; kills it when that takes longer than its grace. */
  drain(): Promise<void>;
  /** Ends it and all processes it started, now. */
  kill(): Promise<void>;
}

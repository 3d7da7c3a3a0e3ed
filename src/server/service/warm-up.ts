// What a model is asked before it counts as ready: its first request would otherwise be a client's, and pay for all that
// libraries put off until then (kernels, caches, pages of weights).
import { TrussError } from '../../core/errors/truss-error.ts';
import type { InferenceRequest } from '../../core/inference/inference-request.ts';
import { NO_BYTES } from '../../core/inference/inference-request.ts';
import type { SlotTable } from '../../core/inference/slot-table.ts';
import { Form } from '../../core/wire/frame.ts';
import type { NamedInput } from './model-facts.ts';
import { PromiseSink } from './promise-sink.ts';

/** A model that compiles for longer has `load()` for it. */
const WITHIN_MS = 5 * 60_000;

/** Which requests warm a model, and what follows where one fails. */
export interface WarmUp {
  readonly examples: readonly NamedInput[];
  /** Whether a model that fails one is not ready; else that is only said. */
  readonly isRequired: boolean;
}

/** Whoever is warmed. */
export interface Warmed {
  send(requests: readonly InferenceRequest[], now: number): void;
}

/**
 * Asks a model the examples, one after the other.
 *
 * @throws {TrussError} the first that it does not answer. An HTTP error is an answer: an example may show one.
 */
export async function warmUp(
  warmed: Warmed,
  examples: readonly NamedInput[],
  requests: SlotTable<InferenceRequest>,
): Promise<void> {
  for (const { name, input } of examples) {
    try {
      await ask(warmed, Buffer.from(JSON.stringify(input)), requests);
    } catch (error) {
      if (!(error instanceof TrussError)) throw error;
      if (error.code !== 'MODEL_HTTP_ERROR') throw failed(name, error);
    }
  }
}

async function ask(warmed: Warmed, body: Buffer, requests: SlotTable<InferenceRequest>): Promise<void> {
  const sink = new PromiseSink();
  const now = performance.now();
  const request = requests.acquire();
  request.begin(
    { id: '', body, form: Form.JSON, accept: Form.JSON, header: NO_BYTES, deadlineAt: Infinity, sink },
    now,
  );
  sink.onCredit = (bytes) => request.carrier?.credit(request, bytes);
  const timer = setTimeout(() => {
    request.detach();
    request.carrier?.cancel(request);
    sink.fail({ code: 'REQUEST_DEADLINE', message: `there was no answer within ${WITHIN_MS / 60_000} minutes` });
  }, WITHIN_MS);
  warmed.send([request], now);
  try {
    await sink.answered;
  } finally {
    clearTimeout(timer);
  }
}

function failed(name: string, error: TrussError): TrussError {
  const { code, hint, exception } = error;
  const message = `The example ${JSON.stringify(name)} failed, which was to warm the model up: ${error.message}`;
  return new TrussError(code, { message, ...(hint !== undefined && { hint }), ...(exception && { exception }) });
}

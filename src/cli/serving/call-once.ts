import { Form } from '../../core/wire/frame.ts';
import type { EntryOptions } from '../../server/main.ts';
import { startService } from '../../server/main.ts';
import type { CollectedAnswer } from '../../server/service/promise-sink.ts';
import type { Logger } from '../../server/telemetry/logger.ts';
import { untilReady } from './until-ready.ts';

/** What one call of a model needs beside the model. */
export interface CallOptions {
  /** The request, in JSON. */
  readonly body: Uint8Array;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Loads a model, calls it once and ends its worker.
 * @throws {TrussError} whatever kept the model from loading or from answering.
 */
export async function callOnce(entry: EntryOptions, { body, logger, signal }: CallOptions): Promise<CollectedAnswer> {
  const service = startService([entry], { logger });
  if (!(await untilReady(service, signal))) throw signal.reason;
  try {
    return await service.predict({ entry: entry.name, body, form: Form.JSON, accept: Form.JSON, signal });
  } finally {
    await service.close();
  }
}

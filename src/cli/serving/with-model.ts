import { Form } from '../../core/wire/frame.ts';
import type { EntryOptions } from '../../server/main.ts';
import { startService } from '../../server/main.ts';
import type { CollectedAnswer } from '../../server/service/promise-sink.ts';
import type { Logger } from '../../server/telemetry/logger.ts';
import { untilReady } from './until-ready.ts';

/** What it takes to run a model beside the model. */
export interface ModelRun {
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Asks a model. The request is JSON. */
export type CallModel = (body: Uint8Array) => Promise<CollectedAnswer>;

/**
 * Loads a model, lets `use` call it, and ends its worker.
 * @throws {TrussError} whatever kept the model from loading, and what `use` throws.
 */
export async function withModel<T>(
  entry: EntryOptions,
  { logger, signal }: ModelRun,
  use: (call: CallModel) => Promise<T>,
): Promise<T> {
  const service = startService([entry], { logger });
  if (!(await untilReady(service, signal))) throw signal.reason;
  try {
    return await use((body) =>
      service.predict({ entry: entry.name, body, form: Form.JSON, accept: Form.JSON, signal }),
    );
  } finally {
    await service.close();
  }
}

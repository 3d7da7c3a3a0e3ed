import { Form } from '../../core/wire/frame.ts';
import type { EntryOptions } from '../../server/entry-options.ts';
import { startService } from '../../server/start-service.ts';
import type { CollectedAnswer } from '../../server/service/promise-sink.ts';
import type { Logger } from '../../server/telemetry/logger.ts';
import type { RequestInput } from '../input/request-input.ts';
import { requestFrame } from './request-frame.ts';
import { untilReady } from './until-ready.ts';

/** What it takes to run a model beside the model. */
export interface ModelRun {
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Asks a model. The items of a streamed answer go to `onItem`, as they come; without it the answer is all of them, joined: a
 * text where all are texts or bytes, else a JSON array.
 */
export type CallModel = (
  input: RequestInput,
  onItem?: (item: CollectedAnswer) => Promise<void>,
) => Promise<CollectedAnswer>;

/**
 * Loads a model, lets `use` call it, and ends its worker.
 * @throws {TrussError} whatever kept the model from loading, and what `use` throws.
 */
export async function withModel<T>(
  entry: EntryOptions,
  { logger, signal }: ModelRun,
  use: (call: CallModel) => Promise<T>,
): Promise<T> {
  const service = await startService([entry], { logger });
  if (!(await untilReady(service, signal))) throw signal.reason;
  try {
    return await use((input, onItem) => {
      const { body, form, header: members } = requestFrame(input);
      const header = { ...members, stream: onItem === undefined ? 'join' : 'raw' };
      const streaming = onItem === undefined ? {} : { onItem };
      return service.predict({ entry: entry.name, body, form, accept: Form.JSON, header, signal, ...streaming });
    });
  } finally {
    await service.close();
  }
}
